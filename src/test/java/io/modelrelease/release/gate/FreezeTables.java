package io.modelrelease.release.gate;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;

/** Our freeze windows with other rows. */
public final class FreezeTables {
  private FreezeTables() {}

  /**
   * @param rows model ("" is every one), from, to and reason of each
   */
  public static String with(String[]... rows) {
    try {
      var rules = new StringBuilder();
      for (var i = 0; i < rows.length; i++) {
        rules.append(rule("Rule_Row" + i, rows[i]));
      }
      return Files.readString(Path.of("processes/freeze-windows.dmn"))
          .replaceAll("(?s)<rule .*</rule>", Matcher.quoteReplacement(rules.toString()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String rule(String id, String... row) {
    return """
        <rule id="%1$s">
          <inputEntry id="%1$s_model"><text>%2$s</text></inputEntry>
          <outputEntry id="%1$s_from"><text>%3$s</text></outputEntry>
          <outputEntry id="%1$s_to"><text>%4$s</text></outputEntry>
          <outputEntry id="%1$s_reason"><text>%5$s</text></outputEntry>
        </rule>
        """
        .formatted(id, text(row[0]), text(row[1]), text(row[2]), text(row[3]));
  }

  private static String text(String value) {
    return value.isEmpty() || value.equals("-") ? value : "\"" + value + "\"";
  }
}
