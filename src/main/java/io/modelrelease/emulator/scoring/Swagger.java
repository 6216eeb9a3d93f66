package io.modelrelease.emulator.scoring;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelrelease.emulator.http.Exchange;
import io.modelrelease.emulator.model.ModelColumn;
import java.util.List;

/** The description of a deployment that its signature gives (OpenAPI 2.0, as Azure ML makes it). */
final class Swagger {
  private Swagger() {}

  static ObjectNode of(String endpoint, String base, List<ModelColumn> columns) {
    var swagger = Exchange.JSON.createObjectNode();
    swagger.put("swagger", "2.0");
    swagger
        .putObject("info")
        .put("title", endpoint)
        .put("description", "API specification for the endpoint " + endpoint)
        .put("version", "1.0");
    swagger.put("host", base.replaceFirst("^https?://", ""));
    swagger.putArray("schemes").add(base.startsWith("https") ? "https" : "http");
    swagger.putArray("consumes").add("application/json");
    swagger.putArray("produces").add("application/json");
    var security = swagger.putObject("securityDefinitions").putObject("Bearer");
    security.put("type", "apiKey").put("name", "Authorization").put("in", "header");
    var post = swagger.putObject("paths").putObject("/score").putObject("post");
    post.put("operationId", "RunMLService");
    post.putArray("security").addObject().putArray("Bearer");
    post.putArray("parameters")
        .addObject()
        .put("in", "body")
        .put("name", "serviceInputPayload")
        .putObject("schema")
        .put("$ref", "#/definitions/ServiceInput");
    var responses = post.putObject("responses");
    responses
        .putObject("200")
        .put("description", "The answers, one a row")
        .putObject("schema")
        .put("$ref", "#/definitions/ServiceOutput");
    var definitions = swagger.putObject("definitions");
    input(definitions.putObject("ServiceInput"), columns);
    definitions.putObject("ServiceOutput").put("type", "array").putObject("items");
    return swagger;
  }

  private static void input(ObjectNode definition, List<ModelColumn> columns) {
    definition.put("type", "object");
    var data = definition.putObject("properties").putObject("input_data");
    data.put("type", "array");
    var row = data.putObject("items").put("type", "object");
    var required = row.putArray("required");
    var properties = row.putObject("properties");
    for (var column : columns) {
      var schema = properties.putObject(column.name());
      switch (column.type()) {
        case "long" -> schema.put("type", "integer").put("format", "int64");
        case "integer" -> schema.put("type", "integer").put("format", "int32");
        case "double", "float" -> schema.put("type", "number").put("format", column.type());
        case "boolean" -> schema.put("type", "boolean");
        default -> schema.put("type", "string");
      }
      if (column.required()) {
        required.add(column.name());
      }
    }
  }
}
