package io.modelrelease.emulator.http;

import java.util.List;
import java.util.TreeSet;

/**
 * A call beside the resource manager. A router lets through what is in its table and nothing else;
 * the table in the README is made of it.
 *
 * @param path literal parts in any case, {@code {name}} for any part, {@code {name+}} for all that
 *     follows; {@code {W}} stands for a workspace's id
 */
public record Route(String method, String path, String note, String source) implements Described {
  private static final String WORKSPACE =
      "/subscriptions/{subscription}/resourceGroups/{group}/providers/Microsoft.MachineLearningServices/workspaces/{workspace}";

  /**
   * Lets a request through that is in a table.
   *
   * @throws AzureFailure 404 where none has that path, 405 where none has the method
   */
  public static void require(List<Route> table, Exchange exchange) {
    var there = table.stream().filter(route -> route.isAt(exchange.path())).toList();
    if (there.isEmpty()) {
      throw AzureFailure.notFound(exchange.rawPath());
    }
    if (there.stream().noneMatch(route -> exchange.is(route.method()))) {
      var allowed = new TreeSet<String>();
      there.forEach(route -> allowed.add(route.method()));
      exchange.set("Allow", String.join(", ", allowed));
      throw new AzureFailure(
          405,
          "MethodNotAllowed",
          "Only %s is allowed here.".formatted(String.join(", ", allowed)));
    }
  }

  private boolean isAt(List<String> actual) {
    var parts = path.replace("{W}", WORKSPACE).substring(1).split("/");
    var last = actual.size() > 1 && actual.get(actual.size() - 1).isEmpty() ? 1 : 0;
    for (var at = 0; at < parts.length; at++) {
      if (parts[at].endsWith("+}")) {
        return actual.size() >= at;
      }
      if (at >= actual.size() || !isPart(parts[at], actual.get(at))) {
        return false;
      }
    }
    return parts.length == actual.size() - last;
  }

  private static boolean isPart(String part, String actual) {
    return part.startsWith("{") || part.equalsIgnoreCase(actual);
  }
}
