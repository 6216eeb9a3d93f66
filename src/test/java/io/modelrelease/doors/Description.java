package io.modelrelease.doors;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpResponse;

/** The OpenAPI description as the running application tells it, and what it says of an answer. */
final class Description {
  private static final String PATH = "api/openapi.yaml";
  private static final JsonSchemaFactory SCHEMAS =
      JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);
  private static final SchemaValidatorsConfig FORMATS =
      SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build();

  private final String text;
  private final JsonNode document;

  private Description(String text, JsonNode document) {
    this.text = text;
    this.document = document;
  }

  static Description of(URI address) {
    var answer = Visitor.withToken(address, "local-pipeline").get(PATH);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    try {
      return new Description(answer.body(), new YAMLMapper().readTree(answer.body()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String text() {
    return text;
  }

  JsonNode document() {
    return document;
  }

  /** What a reference leads to, or the node itself. */
  JsonNode resolved(JsonNode node) {
    return node.has("$ref") ? document.at(node.get("$ref").asText().substring(1)) : node;
  }

  JsonNode schema(String name) {
    return document.at("/components/schemas/" + name);
  }

  /**
   * An answer of that operation has a status, a media type and a body that are described.
   *
   * @param path as the description has it
   */
  void allows(String method, String path, HttpResponse<String> answer) {
    var what = "%s %s: %d %s".formatted(method, path, answer.statusCode(), answer.body());
    var response =
        resolved(
            document
                .path("paths")
                .path(path)
                .path(method)
                .path("responses")
                .path(Integer.toString(answer.statusCode())));
    assertThat(response.isMissingNode()).as("not described: " + what).isFalse();
    var type = answer.headers().firstValue("Content-Type").orElse("").replaceFirst(";.*", "");
    if (answer.body().isEmpty()) {
      return;
    }
    var content = response.path("content").path(type);
    assertThat(content.isMissingNode()).as("media type %s of %s".formatted(type, what)).isFalse();
    assertMeets(content.get("schema"), answer.body(), what);
  }

  /** A problem body, of an answer that belongs to no operation. */
  void isProblem(HttpResponse<String> answer) {
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    assertMeets(
        new ObjectMapper().createObjectNode().put("$ref", "#/components/schemas/Problem"),
        answer.body(),
        answer.body());
  }

  private void assertMeets(JsonNode schema, String body, String what) {
    ObjectNode root = schema.deepCopy();
    root.set("components", document.get("components"));
    try {
      assertThat(SCHEMAS.getSchema(root, FORMATS).validate(new ObjectMapper().readTree(body)))
          .as(what)
          .isEmpty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
