package io.modelrelease.emulator.arm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.modelrelease.emulator.arm.BodyTable.Field;
import io.modelrelease.emulator.arm.BodyTable.Kind;
import io.modelrelease.emulator.arm.BodyTable.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The emulator's table of bodies against Microsoft's published JSON Schema, in both directions:
 * fields, what is required, words, kinds of values. Where the schema is, see ArmSchema; without it
 * only that the table holds together.
 */
class BodyTableTest {
  private static final Set<String> ENVELOPE = Set.of("name", "type", "apiVersion", "resources");

  /**
   * Where the schema and Microsoft's clients differ: flavors hold data, and inputs of AutoML have a
   * description as all inputs do.
   */
  private static final Pattern SETTLED =
      Pattern.compile(
          "(.*\\.flavors\\{}.*|.*\\.(testData|trainingData|validationData|checkpointModel) fields)");

  private static final Path SCHEMA =
      Path.of(System.getProperty("azure.schema", "../shared/azure/arm-schema-2025-12-01.json"));

  private final List<String> differences = new ArrayList<>();
  private final Set<String> seen = new HashSet<>();
  private JsonNode schema;

  @Test
  void everyTypeThatIsNamedIsThere() {
    assertThat(BodyTable.bodies()).hasSizeGreaterThan(20);
    BodyTable.bodies().forEach((name, body) -> named(name, body, new HashSet<>()));
  }

  private static void named(String where, Shape shape, Set<String> known) {
    if (shape.kind() == Kind.TYPE) {
      assertThat(BodyTable.type(shape.name())).as("%s in %s", shape.name(), where).isNotNull();
      if (known.add(shape.name())) {
        named(where, BodyTable.type(shape.name()), known);
      }
    }
    shape.holds().forEach(inner -> named(where, inner, known));
    shape.fields().forEach(field -> named(where, field.shape(), known));
    shape.variants().values().forEach(variant -> named(where, variant, known));
  }

  @TestFactory
  Stream<DynamicTest> tableIsWhatTheSchemaSays() throws IOException {
    if (!Files.isRegularFile(SCHEMA)) {
      return Stream.empty();
    }
    schema = new ObjectMapper().readTree(SCHEMA.toFile());
    return BodyTable.bodies().entrySet().stream()
        .map(
            body ->
                DynamicTest.dynamicTest(
                    body.getKey(),
                    () -> {
                      differences.clear();
                      seen.clear();
                      var resource = schema.path("resourceDefinitions").path(body.getKey());
                      compare(body.getKey(), body.getValue(), List.of(resource), ENVELOPE);
                      assertThat(differences).isEmpty();
                    }));
  }

  /** In a template any value may be an expression; a request has none. */
  private JsonNode plain(JsonNode node) {
    var choice =
        node.path("oneOf").isArray() && node.at("/oneOf/1/$ref").asText().endsWith("expression")
            ? node.at("/oneOf/0")
            : node;
    var name = choice.path("$ref").asText("");
    return name.startsWith("#/definitions/")
        ? plain(schema.path("definitions").path(name.substring("#/definitions/".length())))
        : choice;
  }

  private void value(String where, Shape shape, JsonNode published) {
    var node = plain(published);
    switch (shape.kind()) {
      case TYPE -> {
        if (seen.add(shape.name() + published.hashCode())) {
          type(where, BodyTable.type(shape.name()), node);
        }
      }
      case LIST -> value(where + "[]", shape.inner(), node.path("items"));
      case MAP -> value(where + "{}", shape.inner(), node.path("additionalProperties"));
      case WORDS -> same(where + " words", new TreeSet<>(shape.words()), texts(node.path("enum")));
      case TEXT -> same(where, "string", node.path("type").asText());
      case WHOLE -> same(where, "integer", node.path("type").asText());
      case NUMBER -> same(where, "number", node.path("type").asText());
      case FLAG -> same(where, "boolean", node.path("type").asText());
      default -> {}
    }
  }

  private void type(String where, Shape shape, JsonNode node) {
    if (!node.at("/allOf/1/oneOf").isArray()) {
      compare(where, shape, List.of(node), Set.of());
      return;
    }
    var base = node.at("/allOf/0");
    for (var variant : node.at("/allOf/1/oneOf")) {
      var by = variant.at("/allOf/1/properties");
      var name = plain(by.path(by.fieldNames().next()));
      var word = name.path("enum").path(0).asText(name.path("const").asText());
      var known = shape.variants().get(word);
      if (known == null) {
        differences.add("%s: the schema has the variant %s".formatted(where, word));
        continue;
      }
      var all = new ArrayList<>(shape.fields());
      all.addAll(known.fields());
      var whole = new Shape(Kind.FIELDS, "", List.of(), List.of(), all, "", known.variants());
      compare(
          "%s(%s)".formatted(where, word),
          whole,
          List.of(base, plain(variant.at("/allOf/0"))),
          Set.of(shape.by()));
    }
    same(where + " variants", shape.variants().size(), node.at("/allOf/1/oneOf").size());
  }

  private void compare(String where, Shape shape, List<JsonNode> nodes, Set<String> but) {
    var fields = new TreeSet<String>();
    var required = new TreeSet<String>();
    for (var node : nodes) {
      node.path("properties").fieldNames().forEachRemaining(fields::add);
      required.addAll(texts(node.path("required")));
    }
    fields.removeAll(but);
    required.removeAll(but);
    var own = shape.fields().stream().filter(field -> !field.readOnly()).toList();
    same(where + " fields", names(own, but), fields);
    same(where + " required", names(own.stream().filter(Field::required).toList(), but), required);
    for (var field : own) {
      nodes.stream()
          .map(node -> node.path("properties").path(field.name()))
          .filter(published -> !published.isMissingNode() && !but.contains(field.name()))
          .findFirst()
          .ifPresent(published -> value(where + "." + field.name(), field.shape(), published));
    }
  }

  private static Set<String> names(List<Field> fields, Set<String> but) {
    var names = new TreeSet<String>();
    fields.stream().map(Field::name).filter(name -> !but.contains(name)).forEach(names::add);
    return names;
  }

  private static Set<String> texts(JsonNode list) {
    var texts = new TreeSet<String>();
    StreamSupport.stream(list.spliterator(), false).map(JsonNode::asText).forEach(texts::add);
    return texts;
  }

  private void same(String where, Object ours, Object published) {
    if (!ours.equals(published) && !SETTLED.matcher(where).matches()) {
      differences.add("%s: the table has %s, the schema %s".formatted(where, ours, published));
    }
  }
}
