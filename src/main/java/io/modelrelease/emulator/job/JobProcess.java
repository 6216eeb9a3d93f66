package io.modelrelease.emulator.job;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Starts and ends the process of a job. It is a session of its own where the system has {@code
 * setsid}, so that what ends the emulator (an interrupt in its terminal) does not end the job.
 */
final class JobProcess {
  /** Fixed text; the command is in its arguments and is never read by this shell. */
  private static final String WRAPPER =
      "at=$1; shift; trap '' HUP; mkdir \"$at/started\" || exit 125; "
          + "echo $$ >\"$at/pid.new\" && mv \"$at/pid.new\" \"$at/pid\"; "
          + "\"$@\"; echo $? >\"$at/exit.new\" && mv \"$at/exit.new\" \"$at/exit\"";

  private static final long END_SECONDS = 10;

  private JobProcess() {}

  static Process start(JobFolder folder, List<String> argv, Map<String, String> environment) {
    var command = new ArrayList<String>();
    Stream.of("/usr/bin/setsid", "/bin/setsid")
        .filter(program -> Files.isExecutable(Path.of(program)))
        .findFirst()
        .ifPresent(command::add);
    command.addAll(List.of("/bin/sh", "-c", WRAPPER, "wrapper", folder.path().toString()));
    command.addAll(argv);
    var builder =
        new ProcessBuilder(command)
            .directory(folder.code().toFile())
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.log().toFile()));
    builder.environment().clear();
    builder.environment().putAll(environment);
    try {
      return builder.start();
    } catch (IOException e) {
      throw new JobFailure("ServiceError", "The process could not be started: " + e.getMessage());
    }
  }

  /** Ends a process with all that it started. */
  static void end(ProcessHandle process) {
    var all = Stream.concat(process.descendants(), Stream.of(process)).toList();
    endGroup(process.pid());
    all.forEach(ProcessHandle::destroyForcibly);
  }

  /** Ends what is left of the session that a process led. */
  static void endGroup(long pid) {
    try {
      var kill =
          new ProcessBuilder(
                  "/bin/sh", "-c", "kill -KILL \"-$1\" 2>/dev/null", "kill", Long.toString(pid))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      kill.waitFor(END_SECONDS, TimeUnit.SECONDS);
    } catch (IOException e) {
      throw new JobFailure("ServiceError", "The process could not be ended: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
