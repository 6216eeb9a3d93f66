package io.modelrelease.release.preflight;

import io.modelrelease.azureml.Machines;
import io.modelrelease.azureml.TargetEnvironment;

/**
 * Machines that a release needs at a time.
 *
 * @param file that names the size
 * @param nodes of a cluster, beside those that it has; instances of a deployment
 */
record Need(
    Phase phase,
    String file,
    TargetEnvironment environment,
    String size,
    boolean lowPriority,
    long nodes) {

  /** What is there at the same time. */
  enum Phase {
    /** Jobs in dev, one after the other. */
    TRAINING,
    /** Online deployments in staging and production, which stay. */
    SERVING,
    /** Invocations of batch deployments, one environment after the other. */
    BATCH
  }

  long cores(Machines.Size machine) {
    return phase == Phase.SERVING ? machine.ofDeployment(nodes) : nodes * machine.cores();
  }

  /** For people: {@code 2 x Standard_DS2_v2 in staging}. */
  String inWords() {
    return "%d x %s in %s%s"
        .formatted(nodes, size, environment.key(), lowPriority ? ", low priority" : "");
  }
}
