package io.modelrelease.emulator.arm;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelrelease.emulator.http.AzureFailure;
import io.modelrelease.emulator.http.Exchange;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** The query parameters by which lists are narrowed and put in order. */
final class Filters {
  private Filters() {}

  /**
   * Whether a resource has all of these: {@code "k1,k2=v2"}, a key alone for any value.
   *
   * @param parameter by which it is asked for: {@code tags}, {@code tag}, {@code properties}
   */
  static boolean pairs(Exchange exchange, String parameter, JsonNode values) {
    return Arrays.stream(exchange.query(parameter).orElse("").split(","))
        .filter(pair -> !pair.isBlank())
        .allMatch(
            pair -> {
              var parts = pair.strip().split("=", 2);
              var value = values.path(parts[0]);
              return !value.isMissingNode()
                  && (parts.length == 1 || value.asText().equals(parts[1]));
            });
  }

  /** Whether a field has the value that is asked for, if one is. */
  static boolean field(Exchange exchange, String parameter, JsonNode properties) {
    return exchange
        .query(parameter)
        .filter(wanted -> !wanted.isEmpty())
        .map(wanted -> wanted.equals(properties.path(parameter).asText()))
        .orElse(true);
  }

  /** {@code $orderBy=createdtime desc} and asc; the newest first where nothing is said. */
  static Comparator<Resource> order(Exchange exchange) {
    var order = exchange.query("$orderBy").or(() -> exchange.query("orderBy")).orElse("");
    var words =
        List.of(order.toLowerCase(Locale.ROOT).replaceAll("time", "time ").strip().split("\\s+"));
    var fields = List.of("createdtime", "createdat", "updatedtime", "modifiedtime");
    if (!order.isBlank() && !fields.contains(words.get(0))) {
      throw AzureFailure.userError("It cannot be ordered by '%s'.".formatted(order));
    }
    Comparator<Resource> oldestFirst =
        words.get(0).startsWith("updated") || words.get(0).startsWith("modified")
            ? Comparator.comparing(Resource::modifiedAt)
            : Comparator.comparing(Resource::createdAt);
    return words.contains("asc")
            || (words.size() == 1 && !order.isBlank() && exchange.query("$orderBy").isPresent())
        ? oldestFirst
        : oldestFirst.reversed();
  }
}
