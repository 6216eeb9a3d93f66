package io.modelrelease.emulator.arm;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelrelease.emulator.http.AzureFailure;
import io.modelrelease.emulator.http.Exchange;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * {@code {"value": […], "nextLink"}}: {@code $top} limits, {@code count} is the size of a page,
 * {@code $skip} is an opaque token.
 */
final class Paging {
  private static final int PAGE = 30;
  private static final String TOKEN = "from:";

  private Paging() {}

  static void answer(Exchange exchange, List<ObjectNode> all) {
    var skip = offset(exchange);
    var top = number(exchange, "$top", Integer.MAX_VALUE);
    var page = Math.min(top, number(exchange, "count", PAGE));
    var list = Exchange.JSON.createObjectNode();
    var values = list.putArray("value");
    all.stream().skip(skip).limit(page).forEach(values::add);
    if (top > page && skip + page < all.size()) {
      var query = exchange.rawQuery().orElse("").replaceAll("&?(%24|\\$)skip=[^&]*", "");
      var token =
          Base64.getUrlEncoder()
              .withoutPadding()
              .encodeToString((TOKEN + (skip + page)).getBytes(StandardCharsets.UTF_8));
      list.put("nextLink", exchange.base() + exchange.rawPath() + "?" + query + "&$skip=" + token);
    }
    exchange.json(200, list);
  }

  /** Only a token that was handed out leads anywhere. */
  private static int offset(Exchange exchange) {
    var token = exchange.query("$skip").orElse("");
    if (token.isEmpty()) {
      return 0;
    }
    try {
      var text = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
      if (text.startsWith(TOKEN)) {
        return Integer.parseInt(text.substring(TOKEN.length()));
      }
    } catch (IllegalArgumentException e) {
      // no token of ours: said below
    }
    throw AzureFailure.userError("The continuation token '%s' is not valid.".formatted(token));
  }

  private static int number(Exchange exchange, String name, int otherwise) {
    try {
      var number = exchange.query(name).map(Integer::valueOf).orElse(otherwise);
      if (number > 0) {
        return number;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw AzureFailure.userError(
        "The value '%s' of %s is not a number of at least 1."
            .formatted(exchange.query(name).orElse(""), name));
  }

  /** Whether {@code listViewType} shows an archived or an active one. */
  static Predicate<Resource> view(Exchange exchange) {
    var view = exchange.query("listViewType").orElse("ActiveOnly");
    if (Stream.of("ActiveOnly", "ArchivedOnly", "All").noneMatch(view::equalsIgnoreCase)) {
      throw AzureFailure.userError(
          "The value '%s' of listViewType is not one of ActiveOnly, ArchivedOnly, All."
              .formatted(view));
    }
    return shown ->
        view.equalsIgnoreCase("All")
            || shown.properties().path("isArchived").asBoolean(false)
                == view.equalsIgnoreCase("ArchivedOnly");
  }
}
