package io.modelrelease.emulator;

import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * A request that Azure refuses, and where that can be read.
 *
 * @param says a part of the answer
 */
record Refusal(
    String what, String request, String body, int status, String code, String says, String source) {

  /** The table {@code refusals.yml}. */
  static List<Refusal> all() {
    var table = Refusal.class.getResourceAsStream("/emulator/refusals.yml");
    var rows = (List<?>) new Load(LoadSettings.builder().build()).loadFromInputStream(table);
    return rows.stream().map(row -> of((Map<?, ?>) row)).toList();
  }

  private static Refusal of(Map<?, ?> row) {
    return new Refusal(
        text(row, "what"),
        text(row, "request"),
        text(row, "body"),
        (Integer) row.get("status"),
        text(row, "code"),
        text(row, "says"),
        text(row, "source"));
  }

  private static String text(Map<?, ?> row, String field) {
    return row.get(field) instanceof String text ? text : "";
  }

  String method() {
    return request.substring(0, request.indexOf(' '));
  }

  String path() {
    return request.substring(request.indexOf(' ') + 1);
  }

  boolean isVerified() {
    return !source.contains("unverified");
  }

  @Override
  public String toString() {
    return what;
  }
}
