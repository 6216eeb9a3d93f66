package io.modelrelease.emulator.arm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelrelease.emulator.World;
import io.modelrelease.emulator.blob.BlobPlace;
import io.modelrelease.emulator.http.AzureFailure;
import io.modelrelease.emulator.http.Exchange;
import java.time.Duration;
import java.time.format.DateTimeParseException;

/** What the bodies of endpoints and deployments are checked for, whichever kind they are. */
final class DeploymentChecks {
  private final References references;

  DeploymentChecks(References references) {
    this.references = references;
  }

  /** Endpoints and deployments live where their workspace is. */
  static void location(JsonNode body) {
    Checks.location(body);
    var location = body.path("location").asText();
    if (!location.replace(" ", "").equalsIgnoreCase(World.LOCATION)) {
      throw AzureFailure.userError(
          "The location %s is not that of the workspace, %s.".formatted(location, World.LOCATION));
    }
  }

  /**
   * The model is one of this workspace or of a registry, an MLflow model where there is no code.
   *
   * @param id as the body names it
   */
  BlobPlace model(Place place, String id, JsonNode properties) {
    var model = references.version(id).filter(version -> !version.isBusy());
    if (model.isEmpty() || !model.get().key().split("/")[2].equals("models")) {
      throw AzureFailure.userError("The model %s could not be found.".formatted(id));
    }
    if (!model.get().key().startsWith("reg/") && !model.get().key().startsWith(place.key() + "/")) {
      throw AzureFailure.userError(
          "The model %s is not one of the workspace %s or of a registry."
              .formatted(id, place.name()));
    }
    var type = model.get().properties().path("modelType").asText();
    if (!type.equalsIgnoreCase("mlflow_model")
        && !properties.path("codeConfiguration").isObject()) {
      // what is meant is a codeConfiguration (azure-sdk-for-python issue 35387)
      throw new AzureFailure(400, "BadRequest", "The request is invalid.")
          .with("MissingDriverProgram", "Could not find driver program in the request.");
    }
    return references.place(place.name(), id);
  }

  /** Own scoring code needs its environment. Unverified: the words for one that is missing. */
  void code(Place place, JsonNode properties) {
    var environment = properties.path("environmentId").asText("");
    if (!environment.isEmpty()) {
      references.requireVersion(environment, "environment");
    }
    var code = properties.path("codeConfiguration");
    if (code.isObject()) {
      if (code.path("scoringScript").asText("").isEmpty()) {
        throw AzureFailure.required("codeConfiguration.scoringScript");
      }
      if (environment.isEmpty()) {
        throw AzureFailure.userError(
            "A deployment with a codeConfiguration needs an environmentId.");
      }
      references.requireUsable(place, code.path("codeId").asText(), "code");
    }
  }

  /** How a deployment is served: what {@link ServedModel} says about it. */
  ObjectNode program(Place place, String model, JsonNode properties, boolean isNative) {
    var program = Exchange.JSON.createObjectNode();
    var parts = model.split("/");
    program.put("modelName", parts[Math.max(0, parts.length - 3)]);
    program.put("modelVersion", parts[parts.length - 1]);
    program.put("kind", isNative ? "" : "mlflow");
    var code = properties.path("codeConfiguration");
    if (code.isObject()) {
      var from =
          references.place(
              place.name(),
              references
                  .requireVersion(code.path("codeId").asText(), "code")
                  .properties()
                  .path("codeUri")
                  .asText());
      program.put("kind", "script").put("script", code.path("scoringScript").asText());
      program
          .putObject("code")
          .put("account", from.account())
          .put("container", from.container())
          .put("path", from.path());
    }
    program.set("variables", properties.path("environmentVariables").deepCopy());
    return program;
  }

  static void atLeast(JsonNode properties, String field, int least) {
    var value = properties.at("/" + field.replace('.', '/'));
    if (!value.isMissingNode()
        && !value.isNull()
        && (!value.isIntegralNumber() || value.asLong() < least)) {
      throw AzureFailure.userError(
          "The value %s of the field %s is not an integer of at least %d."
              .formatted(value, field, least));
    }
  }

  static void duration(JsonNode properties, String field, Duration longest) {
    var value = properties.at("/" + field.replace('.', '/'));
    if (value.isMissingNode() || value.isNull()) {
      return;
    }
    try {
      if (Duration.parse(value.asText()).compareTo(longest) > 0) {
        throw AzureFailure.userError(
            "The value %s of the field %s is longer than %s."
                .formatted(value.asText(), field, longest));
      }
    } catch (DateTimeParseException e) {
      throw AzureFailure.userError(
          "The value %s of the field %s is no ISO 8601 duration.".formatted(value, field));
    }
  }

  /** Empty objects, not nulls: clients break on those. */
  static void objects(ObjectNode properties, String... fields) {
    for (var field : fields) {
      if (!properties.path(field).isObject()) {
        properties.putObject(field);
      }
    }
  }

  static void text(ObjectNode node, String field, String otherwise) {
    if (!node.hasNonNull(field)) {
      node.put(field, otherwise);
    }
  }

  static void number(ObjectNode node, String field, int otherwise) {
    if (!node.hasNonNull(field)) {
      node.put(field, otherwise);
    }
  }
}
