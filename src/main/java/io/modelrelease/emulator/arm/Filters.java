package io.modelrelease.emulator.arm;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelrelease.emulator.http.AzureFailure;
import io.modelrelease.emulator.http.Exchange;
import java.util.Arrays;
import java.util.Comparator;
import java.util.regex.Pattern;

/** The query parameters by which lists are narrowed and put in order. */
final class Filters {
  private static final Pattern ORDER =
      Pattern.compile(
          "(created|updated|modified)(?:time|at) ?(asc|desc)?", Pattern.CASE_INSENSITIVE);

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

  /**
   * {@code $orderBy=createdtime desc} and asc, and the words of OrderString ({@code CreatedAtDesc},
   * spec mfe.json, OnlineEndpoints_List); the newest first where nothing is said.
   */
  static Comparator<Resource> order(Exchange exchange) {
    var order = exchange.query("$orderBy").or(() -> exchange.query("orderBy")).orElse("").strip();
    if (order.isEmpty()) {
      return Comparator.comparing(Resource::createdAt).reversed();
    }
    var words = ORDER.matcher(order);
    if (!words.matches()) {
      throw AzureFailure.userError("It cannot be ordered by '%s'.".formatted(order));
    }
    Comparator<Resource> oldestFirst =
        Comparator.comparing(
            words.group(1).equalsIgnoreCase("created")
                ? Resource::createdAt
                : Resource::modifiedAt);
    return "desc".equalsIgnoreCase(words.group(2)) ? oldestFirst.reversed() : oldestFirst;
  }
}
