package io.modelrelease.emulator;

/** What jobs and scoring may run on this machine. */
public enum Commands {
  /** The sample training program only, as an argument vector, without a shell. */
  TRAINER,
  /** Whatever the job says, by {@code bash -c}: somebody's code with the emulator's rights. */
  ANY
}
