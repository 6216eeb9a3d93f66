package io.modelrelease.azureml.contract;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;

/**
 * Names of what this suite makes, and their end. All begin with {@value #PREFIX}, so that what a
 * broken run left is found by the next one.
 */
final class Made {
  static final String PREFIX = "mrct-";
  private static final Pattern COMPUTE = Pattern.compile("mrct[0-9a-f]{5}[cbx]{1,2}");
  private static final Duration LONGEST = Duration.ofMinutes(20);

  private final String run =
      PREFIX + String.format(Locale.ROOT, "%05x", ThreadLocalRandom.current().nextInt(1 << 20));

  /** {@code mrct-1a2b3-env}; short enough for an endpoint. */
  String name(String what) {
    return run + "-" + what;
  }

  /** A compute has 16 characters at most, and letters and digits do. */
  String compute(String letter) {
    return run.replace("-", "") + letter;
  }

  /** Deletes or archives all that bears the prefix, of earlier runs too. */
  static List<String> clean(Wire wire) {
    var left = new ArrayList<String>();
    for (var job : names(wire, "/jobs?listViewType=All")) {
      attempt(
          left,
          "job " + job,
          () -> {
            wire.post("/jobs/" + job + "/cancel", ""); // refused where it is over
            wire.ended(job, LONGEST);
            return wire.delete("/jobs/" + job).status() < 300;
          });
    }
    for (var kind : List.of("/onlineEndpoints", "/batchEndpoints")) {
      for (var endpoint : names(wire, kind)) {
        attempt(left, kind + "/" + endpoint, () -> delete(wire, kind + "/" + endpoint));
      }
    }
    for (var compute : names(wire, "/computes")) {
      attempt(
          left,
          "compute " + compute,
          () -> delete(wire, "/computes/" + compute + "?underlyingResourceAction=Delete"));
    }
    for (var kind : List.of("/models", "/data", "/environments", "/components")) {
      for (var asset : names(wire, kind)) {
        attempt(left, kind + "/" + asset, () -> archive(wire, kind + "/" + asset));
      }
    }
    return left;
  }

  private static List<String> names(Wire wire, String collection) {
    return StreamSupport.stream(wire.get(collection).json().path("value").spliterator(), false)
        .map(item -> item.path("name").asText())
        .filter(name -> name.startsWith(PREFIX) || COMPUTE.matcher(name).matches())
        .toList();
  }

  private static boolean delete(Wire wire, String path) {
    var answer = wire.delete(path);
    if (answer.status() >= 300) {
      return false;
    }
    return wire.settled(path.replaceFirst("[?].*", ""), LONGEST).equals("gone");
  }

  /** Containers cannot be deleted (REST API: versions only); archived they are out of sight. */
  private static boolean archive(Wire wire, String container) {
    var body = wire.get(container).json().path("properties").deepCopy();
    if (body instanceof ObjectNode properties) {
      properties.remove(List.of("latestVersion", "nextVersion", "provisioningState"));
      properties.put("isArchived", true);
    }
    var answer = wire.put(container, "{'properties': %s}".formatted(body));
    if (answer.status() >= 300) {
      throw new IllegalStateException(answer.response().body());
    }
    return true;
  }

  private static void attempt(
      List<String> left, String what, java.util.function.BooleanSupplier end) {
    try {
      if (!end.getAsBoolean()) {
        left.add(what);
      }
    } catch (RuntimeException e) {
      left.add(what + " (" + e.getMessage() + ")");
    }
  }
}
