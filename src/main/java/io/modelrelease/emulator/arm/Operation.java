package io.modelrelease.emulator.arm;

import static java.util.stream.Collectors.joining;

import io.modelrelease.emulator.http.Described;
import io.modelrelease.emulator.http.Exchange;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A call that the emulator answers: the router goes by these, and the table in the README is made
 * of them.
 *
 * @param path where: literal parts in any case, {@code {name}} for any part. {@code W} and {@code
 *     R} at the beginning stand for a workspace's and a registry's id, {@code L} for the resource
 *     provider's part of a subscription
 * @param note what it does, for people
 * @param source where it can be read that Azure has it
 */
public record Operation(String method, String path, String note, String source, Handler handler)
    implements Described {
  private static final String PROVIDER = "providers/Microsoft.MachineLearningServices";
  private static final String PROVIDERS = "providers/";
  private static final String REGISTRIES = "Microsoft.MachineLearningServices/registries";
  private static final String GROUP = "subscriptions/{subscription}/resourceGroups/{group}";

  /** Answers a call. */
  public interface Handler {
    void handle(Exchange exchange, Map<String, String> parts);
  }

  static Operation get(String path, String note, String source, Handler handler) {
    return new Operation("GET", path, note, source, handler);
  }

  static Operation put(String path, String note, String source, Handler handler) {
    return new Operation("PUT", path, note, source, handler);
  }

  static Operation patch(String path, String note, String source, Handler handler) {
    return new Operation("PATCH", path, note, source, handler);
  }

  static Operation post(String path, String note, String source, Handler handler) {
    return new Operation("POST", path, note, source, handler);
  }

  static Operation delete(String path, String note, String source, Handler handler) {
    return new Operation("DELETE", path, note, source, handler);
  }

  /**
   * What a role must allow: {@code Microsoft.MachineLearningServices/workspaces/computes/write}
   * (Azure's permissions of the resource provider). All that is in a registry is one thing there,
   * {@code registries/assets/write}.
   */
  String action() {
    var parts = full().substring(full().lastIndexOf(PROVIDERS) + PROVIDERS.length()).split("/");
    var type = Stream.of(parts).filter(part -> !part.startsWith("{")).collect(joining("/"));
    if (type.startsWith(REGISTRIES + "/")) {
      var reads = method.equals("GET") || type.startsWith(REGISTRIES + "/datarefs");
      return REGISTRIES
          + "/assets"
          + (reads ? "/read" : method.equals("DELETE") ? "/delete" : "/write");
    }
    return type
        + switch (method) {
          case "GET" -> "/read";
          case "DELETE" -> "/delete";
          case "POST" -> "/action";
          default -> "/write";
        };
  }

  /** The path with the abbreviations written out, without the first slash. */
  String full() {
    return switch (path.charAt(0)) {
      case 'W' -> GROUP + "/" + PROVIDER + "/workspaces/{workspace}" + path.substring(1);
      case 'R' -> GROUP + "/" + PROVIDER + "/registries/{registry}" + path.substring(1);
      case 'L' -> "subscriptions/{subscription}/" + PROVIDER + path.substring(1);
      default -> path.substring(1);
    };
  }

  /** The parts of a path by their names; none if it is another path. */
  Optional<Map<String, String>> match(List<String> actual) {
    var pattern = full().split("/");
    if (pattern.length != actual.size()) {
      return Optional.empty();
    }
    var parts = new TreeMap<String, String>();
    for (var at = 0; at < pattern.length; at++) {
      if (pattern[at].startsWith("{")) {
        parts.put(pattern[at].substring(1, pattern[at].length() - 1), actual.get(at));
      } else if (!pattern[at].equalsIgnoreCase(actual.get(at))) {
        return Optional.empty();
      }
    }
    return Optional.of(parts);
  }
}
