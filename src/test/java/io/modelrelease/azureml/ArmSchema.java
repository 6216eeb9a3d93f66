package io.modelrelease.azureml;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Microsoft's JSON Schema of the bodies that the resource manager takes
 * (schema.management.azure.com, {@code 2025-12-01/Microsoft.MachineLearningServices.json}). It is
 * no part of this repository; where it is, the system property {@code azure.schema} says, else
 * {@code ../shared/azure/} is looked at.
 *
 * <p>As published no body can meet it where a type is discriminated, since the base allows no
 * fields but its own, so base and variants are rewritten to if and then. It is made stricter, too:
 * no object may have fields that are not named, which leaves read-only ones out. And kinder thrice:
 * Microsoft's own client sends a build context "." and a route "/", which the patterns refuse, and
 * templates have no fractions.
 */
public final class ArmSchema {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String PROPERTY = "azure.schema";
  private static final Path BESIDE = Path.of("..", "shared", "azure", "arm-schema-2025-12-01.json");
  private static final String PROVIDER = "Microsoft.MachineLearningServices";
  private static final String API_VERSION = "2025-12-01";
  private static final String DEFINITIONS = "definitions";
  private static final String RESOURCE = "resource.";
  private static final String PROPERTIES = "properties";
  private static final String REQUIRED = "required";
  private static final String CLOSED = "additionalProperties";

  /** Numbers of format double, which templates have as integers. */
  private static final List<String> FRACTIONS =
      List.of(
          "exitScore",
          "samplingRate",
          "slackAmount",
          "slackFactor",
          "stackMetaLearnerTrainPercentage",
          "testDataSize",
          "validationDataSize");

  private final ObjectNode root;
  private final Map<String, JsonSchema> schemas = new HashMap<>();

  private ArmSchema(ObjectNode root) {
    this.root = root;
  }

  /** Empty on a machine that does not have it, unless it was asked for. */
  public static Optional<ArmSchema> published() {
    var named = Optional.ofNullable(System.getProperty(PROPERTY)).map(Path::of);
    var file = named.orElse(BESIDE);
    if (named.isPresent() && !Files.isRegularFile(file)) {
      throw new IllegalStateException(
          "-D%s names %s, where no schema is.".formatted(PROPERTY, file.toAbsolutePath()));
    }
    try {
      return Files.isRegularFile(file)
          ? Optional.of(of(JSON.readTree(file.toFile())))
          : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static ArmSchema of(JsonNode published) {
    var root = JSON.createObjectNode();
    root.put("$schema", "http://json-schema.org/draft-07/schema#");
    var definitions = (ObjectNode) published.path(DEFINITIONS);
    var rewritten = root.putObject(DEFINITIONS);
    definitions
        .properties()
        .forEach(type -> rewritten.set(type.getKey(), rewrite(type.getValue(), definitions)));
    published
        .path("resourceDefinitions")
        .properties()
        .forEach(
            type -> rewritten.set(RESOURCE + type.getKey(), rewrite(type.getValue(), definitions)));
    tolerate(root, "BuildContext", "contextUri");
    tolerate(root, "Route", "path");
    if (root.path(DEFINITIONS).path("FlavorData") instanceof ObjectNode flavor) {
      flavor.put(CLOSED, true);
    }
    FRACTIONS.forEach(
        field ->
            root.findValues(field).stream()
                .filter(ObjectNode.class::isInstance)
                .map(ObjectNode.class::cast)
                .filter(type -> type.path("type").asText().equals("integer"))
                .forEach(type -> type.put("type", "number")));
    return new ArmSchema(root);
  }

  private static void tolerate(ObjectNode root, String type, String field) {
    if (root.path(DEFINITIONS).path(type).path(PROPERTIES).path(field) instanceof ObjectNode text) {
      text.remove("pattern");
    }
  }

  private static JsonNode rewrite(JsonNode type, ObjectNode definitions) {
    if (type instanceof ArrayNode list) {
      var rewritten = JSON.createArrayNode();
      list.forEach(one -> rewritten.add(rewrite(one, definitions)));
      return rewritten;
    }
    if (!type.isObject()) {
      return type;
    }
    var withoutTemplates = orTemplateExpression(type);
    if (withoutTemplates.isPresent()) {
      return rewrite(withoutTemplates.get(), definitions);
    }
    if (type.at("/allOf/1/oneOf").isArray()) {
      return discriminated(type, definitions);
    }
    var rewritten = JSON.createObjectNode();
    type.properties()
        .forEach(part -> rewritten.set(part.getKey(), rewrite(part.getValue(), definitions)));
    if (type.path("type").asText().equals("object")
        && type.path(PROPERTIES).isObject()
        && !type.has(CLOSED)) {
      rewritten.put(CLOSED, false);
    }
    return rewritten;
  }

  /** In a template any value may be an expression; a request has none. */
  private static Optional<JsonNode> orTemplateExpression(JsonNode type) {
    var choices = type.path("oneOf");
    return choices.size() == 2
            && choices.path(1).path("$ref").asText().endsWith("#/definitions/expression")
        ? Optional.of(choices.path(0))
        : Optional.empty();
  }

  private static JsonNode discriminated(JsonNode type, ObjectNode definitions) {
    var base = type.at("/allOf/0");
    var variants = type.at("/allOf/1/oneOf");
    var discriminator = variants.at("/0/allOf/1/properties").fieldNames().next();
    var rewritten = JSON.createObjectNode();
    rewritten.put("type", "object");
    rewritten.putObject(PROPERTIES).set(discriminator, base.at("/properties/" + discriminator));
    rewritten.putArray(REQUIRED).add(discriminator);
    var cases = rewritten.putArray("allOf");
    for (var variant : variants) {
      var is = variant.at("/allOf/1/properties/" + discriminator);
      var name = variant.at("/allOf/0/$ref").asText().replaceFirst(".*/", "");
      var one = cases.addObject();
      var condition = one.putObject("if");
      condition.putObject(PROPERTIES).set(discriminator, is);
      condition.putArray(REQUIRED).add(discriminator);
      one.set("then", union(base, definitions.path(name), definitions));
    }
    return rewritten;
  }

  private static ObjectNode union(JsonNode base, JsonNode variant, ObjectNode definitions) {
    var union = JSON.createObjectNode();
    union.put("type", "object");
    var properties = union.putObject(PROPERTIES);
    var required = union.putArray(REQUIRED);
    for (var part : List.of(base, variant)) {
      part.path(PROPERTIES)
          .properties()
          .forEach(field -> properties.set(field.getKey(), rewrite(field.getValue(), definitions)));
      part.path(REQUIRED).forEach(required::add);
    }
    union.set(
        CLOSED,
        Optional.ofNullable(variant.get(CLOSED)).orElse(JSON.getNodeFactory().booleanNode(false)));
    return union;
  }

  /**
   * What is wrong with the body of a PUT.
   *
   * @param path ARM id of the resource
   * @return sentences; none when the schema allows it
   */
  public List<String> faults(String path, JsonNode body) {
    var parts = path.substring(path.indexOf(PROVIDER) + PROVIDER.length() + 1).split("/");
    var types = new ArrayList<String>();
    for (var part = 0; part < parts.length; part += 2) {
      types.add(parts[part]);
    }
    ObjectNode resource = body.deepCopy();
    resource.put("name", parts[parts.length - 1]);
    resource.put("type", PROVIDER + "/" + String.join("/", types));
    resource.put("apiVersion", API_VERSION);
    return schemas
        .computeIfAbsent(String.join("_", types), this::schema)
        .validate(resource)
        .stream()
        .map(ValidationMessage::getMessage)
        .toList();
  }

  private JsonSchema schema(String resource) {
    if (!root.path(DEFINITIONS).has(RESOURCE + resource)) {
      throw new IllegalArgumentException("The schema knows no resource " + resource);
    }
    var schema = root.deepCopy();
    schema.putArray("allOf").addObject().put("$ref", "#/definitions/" + RESOURCE + resource);
    return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7).getSchema(schema);
  }
}
