package io.modelrelease.acceptance;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Orders of faults for the emulator, each for the requests of one model. */
final class FaultOrders {
  private FaultOrders() {}

  static String order(String method, String path, String fault) {
    return "{\"method\": \"%s\", \"path\": \"%s\", %s}".formatted(method, path, fault);
  }

  static String throttling(String model) {
    return "{\"path\": \"/%s[-/]\", \"fault\": \"status\", \"status\": 429, \"retryAfter\": 1, \"every\": 2, \"times\": 100000}"
        .formatted(model);
  }

  /** Once at each kind of call that changes Azure, in each environment. */
  static List<String> everywhere(String model, String fault) {
    return Stream.of(
            List.of("PUT", "/data/%s-train"),
            List.of("PUT", "/computes/%s-"),
            List.of("PUT", "/jobs/%s-"),
            List.of("PUT", "/models/%s/"),
            List.of("POST", "/models/%s/.*publish"),
            List.of("PUT", "mlw-staging/onlineEndpoints/%s-[^/]*$"),
            List.of("PUT", "mlw-staging/batchEndpoints/%s-[^/]*$"),
            List.of("PUT", "mlw-staging/onlineEndpoints/%s-.*/deployments"),
            List.of("PUT", "mlw-staging/batchEndpoints/%s-.*/deployments"),
            List.of("POST", "/online/mlw-staging/%s-.*/score"),
            List.of("POST", "/batch/mlw-staging/%s-.*/jobs"),
            List.of("PUT", "mlw-production/onlineEndpoints/%s-[^/]*$"),
            List.of("PUT", "mlw-production/batchEndpoints/%s-[^/]*$"),
            List.of("PUT", "mlw-production/onlineEndpoints/%s-.*/deployments"),
            List.of("PUT", "mlw-production/batchEndpoints/%s-.*/deployments"),
            List.of("POST", "/batch/mlw-production/%s-.*/jobs"),
            List.of("DELETE", "mlw-staging/onlineEndpoints/%s-.*/deployments"))
        .flatMap(
            place -> {
              var path = place.get(1).formatted(model);
              var once = order(place.get(0), path, fault);
              // the second PUT of an endpoint that is in order by then is the shift
              return path.endsWith("[^/]*$") && path.contains("production")
                  ? Stream.of(once, order(place.get(0), path, "\"skip\": 1, " + fault))
                  : Stream.of(once);
            })
        .toList();
  }

  static List<String> bursts(String model) {
    var faults =
        new ArrayList<>(
            everywhere(model, "\"fault\": \"status\", \"status\": 500, \"times\": 2").stream()
                .filter(order -> !order.contains("\"skip\""))
                .toList());
    faults.add(
        order(
            "GET",
            "/%s[-/]".formatted(model),
            "\"fault\": \"status\", \"status\": 502, \"every\": 3, \"times\": 60"));
    faults.add(
        order(
            "PUT",
            "/LocalUpload/.*/%s".formatted(model),
            "\"fault\": \"status\", \"status\": 503, \"times\": 3"));
    return faults;
  }

  /** Answers come 13 s late, the client waits for 10. */
  static List<String> late(String model) {
    return Stream.of(
            order("PUT", "/jobs/%s-".formatted(model), ""),
            order("POST", "/models/%s/.*publish".formatted(model), ""),
            order("PUT", "mlw-staging/onlineEndpoints/%s-.*/deployments".formatted(model), ""),
            order("POST", "/batch/mlw-staging/%s-.*/jobs".formatted(model), ""),
            order("POST", "/online/mlw-staging/%s-.*/score".formatted(model), ""),
            order(
                "PUT",
                "mlw-production/onlineEndpoints/%s-[^/]*$".formatted(model),
                "\"skip\": 1, "))
        .map(order -> order.replace("}", "\"fault\": \"delay\", \"seconds\": 13}"))
        .toList();
  }

  static List<String> operationsThatFail(String model) {
    return Stream.of(
            order("PUT", "/computes/%s-".formatted(model), ""),
            order("PUT", "/jobs/%s-.*train".formatted(model), ""),
            order("POST", "/models/%s/.*publish".formatted(model), ""),
            order("PUT", "mlw-staging/onlineEndpoints/%s-[^/]*$".formatted(model), ""),
            order("PUT", "mlw-staging/batchEndpoints/%s-.*/deployments".formatted(model), ""),
            order(
                "PUT",
                "mlw-production/onlineEndpoints/%s-[^/]*$".formatted(model),
                "\"skip\": 1, "),
            order(
                "PUT", "mlw-production/batchEndpoints/%s-[^/]*$".formatted(model), "\"skip\": 1, "))
        .map(
            order ->
                order.replace(
                    "}",
                    "\"fault\": \"fail\", \"error\": {\"code\": \"OutOfCapacity\", \"message\": \"There is no capacity for Standard_DS3_v2 in westeurope.\"}}"))
        .toList();
  }

  static List<String> oneFailed(String model) {
    return List.of(
        order(
            "PUT",
            "mlw-staging/onlineEndpoints/%s-.*/deployments".formatted(model),
            "\"fault\": \"fail\", \"error\": {\"code\": \"ResourceNotReady\", \"message\": \"User container has crashed or terminated.\"}"));
  }

  static List<String> stuck(String model) {
    return List.of(
        order(
            "PUT",
            "mlw-staging/batchEndpoints/%s-[^/]*$".formatted(model),
            "\"fault\": \"stuck\""));
  }

  /** Longer than client and retries hold out: at a call that changes Azure, and at a test. */
  static List<String> down(String model) {
    return List.of(
        order(
            "PUT",
            "mlw-staging/onlineEndpoints/%s-.*/deployments".formatted(model),
            "\"fault\": \"status\", \"status\": 500, \"times\": 4, \"error\": {\"code\": \"InternalServerError\", \"message\": \"An internal error occurred.\"}"),
        order(
            "POST",
            "/online/mlw-staging/%s-.*/score".formatted(model),
            "\"fault\": \"status\", \"status\": 503, \"times\": 16, \"error\": {\"code\": \"ServerBusy\", \"message\": \"No instance is ready.\"}"));
  }

  static List<String> tokens(String model) {
    var refused =
        "\"fault\": \"status\", \"status\": 401, \"times\": %d, \"error\": {\"code\": \"InvalidAuthenticationToken\", \"message\": \"The access token is invalid.\"}";
    return List.of(
        order("GET", "/data/%s-".formatted(model), refused.formatted(2)),
        order("PUT", "/jobs/%s-".formatted(model), refused.formatted(3)),
        order(
            "PUT",
            "mlw-staging/onlineEndpoints/%s-.*/deployments".formatted(model),
            refused.formatted(4)),
        order("POST", "/online/mlw-staging/%s-.*/score".formatted(model), refused.formatted(3)));
  }
}
