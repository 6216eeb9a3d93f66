package io.modelrelease.azureml.contract;

import io.modelrelease.azureml.AzureMl;
import java.util.Optional;
import java.util.function.Function;

/**
 * A workspace, and whom to be there.
 *
 * @param endpoint of the resource manager
 * @param armId of the workspace
 * @param registry of models, if there is one
 * @param client the product's own
 * @param token by audience
 * @param costs what may be done that costs money
 * @param emulated it is the emulator
 */
record Target(
    String endpoint,
    String armId,
    Optional<String> registry,
    AzureMl client,
    Function<String, String> token,
    Costs costs,
    boolean emulated) {
  static final String MANAGEMENT = "https://management.azure.com";
  static final String ML = "https://ml.azure.com";

  /**
   * @param jobs a job of seconds on a node of the cheapest size
   * @param deployments an online endpoint with one instance, a batch endpoint with one node
   */
  record Costs(boolean jobs, boolean deployments) {}
}
