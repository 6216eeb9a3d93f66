package io.modelrelease.emulator.arm;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelrelease.emulator.http.AzureFailure;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Live and mirrored traffic of an online endpoint (contract, section 3): whole percentages, the
 * live sum 0 or 100, only deployments that are there and work; mirrored at most 50, to one
 * deployment that has no live traffic.
 */
final class Traffic {
  private static final int LARGEST_MIRROR = 50;

  private Traffic() {}

  /** Percent by deployment. */
  static Map<String, Integer> of(JsonNode properties, String field) {
    var shares = new LinkedHashMap<String, Integer>();
    properties
        .path(field)
        .properties()
        .forEach(
            share -> {
              var percent = share.getValue();
              if (!percent.isInt() || percent.asInt() < 0 || percent.asInt() > 100) {
                throw AzureFailure.userError(
                    "The %s of deployment %s is %s, and must be an integer from 0 to 100."
                        .formatted(field, share.getKey(), percent));
              }
              shares.put(share.getKey(), percent.asInt());
            });
    return shares;
  }

  /**
   * Refuses what cannot be.
   *
   * @param before properties that the endpoint has; traffic that only falls is not looked at
   */
  static void check(
      JsonNode properties, JsonNode before, Function<String, Optional<Resource>> deployments) {
    var live = of(properties, "traffic");
    var mirror = of(properties, "mirrorTraffic");
    var sum = live.values().stream().mapToInt(Integer::intValue).sum();
    if (sum != 0 && sum != 100) {
      throw AzureFailure.inferencing(
          "", "The sum of traffic is %d, and must be 0 or 100.".formatted(sum));
    }
    live.forEach(
        (name, percent) -> requireWorking(name, percent, before.path("traffic"), deployments));
    mirror.forEach(
        (name, percent) -> {
          requireWorking(name, percent, before.path("mirrorTraffic"), deployments);
          if (percent > LARGEST_MIRROR) {
            throw AzureFailure.inferencing(
                "",
                "The mirror traffic of deployment %s is %d, and must be at most %d."
                    .formatted(name, percent, LARGEST_MIRROR));
          }
          if (percent > 0 && live.getOrDefault(name, 0) > 0) {
            throw AzureFailure.inferencing(
                "",
                "Deployment %s has live traffic and cannot have mirror traffic.".formatted(name));
          }
        });
    if (mirror.values().stream().filter(percent -> percent > 0).count() > 1) {
      throw AzureFailure.inferencing("", "Traffic can be mirrored to one deployment only.");
    }
  }

  private static void requireWorking(
      String name, int percent, JsonNode before, Function<String, Optional<Resource>> deployments) {
    var deployment =
        deployments
            .apply(name)
            .orElseThrow(
                () ->
                    AzureFailure.inferencing(
                        "", "Traffic names deployment %s, which does not exist.".formatted(name)));
    if (percent <= before.path(name).asInt(0)) {
      return;
    }
    if (deployment.isBusy()) {
      throw AzureFailure.conflict(
          "Another operation on deployment %s is in progress: it is %s and cannot be given traffic yet."
              .formatted(name, deployment.provisioningState()));
    }
    if (!deployment.provisioningState().equals("Succeeded")) {
      throw AzureFailure.inferencing(
          "",
          "Deployment %s is %s and cannot be given traffic."
              .formatted(name, deployment.provisioningState()));
    }
  }
}
