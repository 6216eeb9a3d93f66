package io.modelrelease.emulator.arm;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelrelease.emulator.http.AzureFailure;
import io.modelrelease.emulator.http.Exchange;
import java.util.List;

/** {@code {"value": […], "nextLink"}}: {@code $top} limits, {@code $skip} is an opaque token. */
final class Paging {
  private static final int PAGE = 30;

  private Paging() {}

  static void answer(Exchange exchange, List<ObjectNode> all) {
    var skip = number(exchange, "$skip", 0);
    var top = number(exchange, "$top", Integer.MAX_VALUE);
    var page = Math.min(top, PAGE);
    var list = Exchange.JSON.createObjectNode();
    var values = list.putArray("value");
    all.stream().skip(skip).limit(page).forEach(values::add);
    if (top > page && skip + page < all.size()) {
      var query = exchange.rawQuery().orElse("").replaceAll("&?(%24|\\$)skip=[^&]*", "");
      list.put(
          "nextLink",
          exchange.base() + exchange.rawPath() + "?" + query + "&$skip=" + (skip + page));
    }
    exchange.json(200, list);
  }

  private static int number(Exchange exchange, String name, int otherwise) {
    try {
      return exchange.query(name).map(Integer::valueOf).orElse(otherwise);
    } catch (NumberFormatException e) {
      throw AzureFailure.userError(name + " is no number.");
    }
  }

  /** Whether {@code listViewType} shows an archived or an active one. */
  static boolean shows(Exchange exchange, boolean archived) {
    return switch (exchange.query("listViewType").orElse("ActiveOnly")) {
      case "All" -> true;
      case "ArchivedOnly" -> archived;
      default -> !archived;
    };
  }
}
