package io.modelrelease.emulator;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How an emulator runs.
 *
 * @param home folder of its state
 * @param address to listen on; loopback
 * @param port to listen on, 0 for any
 * @param commands what jobs may run
 * @param pace how long Azure's own operations take by the emulator's clock: by kind (compute, job,
 *     endpoint, deployment, delete, publish), else {@code default}
 * @param trainer argument vector that starts the sample training program
 * @param quota cores by name of the quota, {@code TotalDedicatedCores}, {@code
 *     TotalLowPriorityCores}, {@code TotalClusters} or a family such as {@code standardDSv2Family};
 *     generous where nothing is said
 * @param python program of jobs and scoring scripts in Python; found where nothing is said
 */
public record EmulatorSettings(
    Path home,
    String address,
    int port,
    Commands commands,
    Map<String, Duration> pace,
    List<String> trainer,
    Map<String, Integer> quota,
    Optional<String> python) {

  /** With as much quota as nobody uses up by chance. */
  public EmulatorSettings(
      Path home,
      String address,
      int port,
      Commands commands,
      Map<String, Duration> pace,
      List<String> trainer) {
    this(home, address, port, commands, pace, trainer, Map.of(), Optional.empty());
  }

  /** With the Python that is found. */
  public EmulatorSettings(
      Path home,
      String address,
      int port,
      Commands commands,
      Map<String, Duration> pace,
      List<String> trainer,
      Map<String, Integer> quota) {
    this(home, address, port, commands, pace, trainer, quota, Optional.empty());
  }

  public Duration paceOf(String kind) {
    return pace.getOrDefault(kind, pace.getOrDefault("default", Duration.ofSeconds(1)));
  }
}
