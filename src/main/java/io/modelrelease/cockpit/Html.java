package io.modelrelease.cockpit;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.springframework.web.util.HtmlUtils;

/**
 * JSON as HTML for reading: an object is a list of its fields, an array of objects a table. All
 * text is escaped.
 */
final class Html {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);
  private static final Pattern INSTANT =
      Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d(:\\d\\d(\\.\\d{1,9})?)?Z");
  private static final Pattern KIND =
      Pattern.compile("^(Task|Call|EndEvent|StartEvent|Gateway|Boundary|SubProcess|Event)_");

  private Html() {}

  static String text(String text) {
    return HtmlUtils.htmlEscape(text);
  }

  static String time(Instant instant) {
    return TIME.format(instant);
  }

  /**
   * {@code qualityGate} and {@code Task_QualityGate} read "quality gate"; {@code log_loss} stays.
   */
  static String words(String name) {
    return KIND.matcher(name)
        .replaceFirst("")
        .replaceAll("(?<=[a-z0-9])_?([A-Z])", " $1")
        .toLowerCase(Locale.ROOT);
  }

  static String of(JsonNode node) {
    if (node.isObject()) {
      return node.isEmpty() ? "" : fields(node);
    }
    if (node.isArray()) {
      return list(node);
    }
    var text = node.isNull() ? "" : node.asText();
    return text(INSTANT.matcher(text).matches() ? time(Instant.parse(text)) : text);
  }

  private static String fields(JsonNode object) {
    return object.properties().stream()
        .map(
            field ->
                "<dt>%s</dt><dd>%s</dd>"
                    .formatted(text(words(field.getKey())), of(field.getValue())))
        .collect(Collectors.joining("", "<dl>", "</dl>"));
  }

  private static String list(JsonNode array) {
    var items = StreamSupport.stream(array.spliterator(), false).toList();
    if (items.isEmpty()) {
      return "";
    }
    if (!items.stream().allMatch(JsonNode::isObject)) {
      return items.stream()
          .map(item -> "<li>%s</li>".formatted(of(item)))
          .collect(Collectors.joining("", "<ul>", "</ul>"));
    }
    Set<String> columns = new LinkedHashSet<>();
    items.forEach(item -> item.fieldNames().forEachRemaining(columns::add));
    var head =
        columns.stream()
            .map(column -> "<th>%s</th>".formatted(text(words(column))))
            .collect(Collectors.joining());
    var rows =
        items.stream()
            .map(
                item ->
                    columns.stream()
                        .map(column -> "<td>%s</td>".formatted(of(item.path(column))))
                        .collect(Collectors.joining("", "<tr>", "</tr>")))
            .collect(Collectors.joining());
    return "<table><thead><tr>%s</tr></thead><tbody>%s</tbody></table>".formatted(head, rows);
  }
}
