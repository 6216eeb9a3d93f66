package io.modelrelease.emulator.arm;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelrelease.emulator.World;
import io.modelrelease.emulator.http.AzureFailure;
import java.util.List;
import java.util.Set;

/** What an asset's body is checked for beyond its shape, and what the service fills in. */
final class AssetBodies {
  private final World world;
  private final References references;

  AssetBodies(World world, References references) {
    this.world = world;
    this.references = references;
  }

  void check(Place place, String collection, ObjectNode body) {
    var properties = body.path("properties");
    switch (collection) {
      case "data" -> {
        Checks.properties(body, "dataUri", "dataType");
        Checks.oneOf(body, "dataType", Set.of("uri_file", "uri_folder", "mltable"));
        requireAddress(properties.path("dataUri").asText());
      }
      case "models" -> {
        Checks.properties(body, "modelUri");
        if (properties.hasNonNull("modelType")) {
          Checks.oneOf(body, "modelType", Set.of("custom_model", "mlflow_model", "triton_model"));
        }
        requireContent(place, properties.path("modelUri").asText());
      }
      case "codes" -> {
        Checks.properties(body, "codeUri");
        requireBlobAddress(properties.path("codeUri").asText());
      }
      case "environments" -> environment(properties);
      default -> component(properties.path("componentSpec"));
    }
  }

  /**
   * What a job left behind is named by where it lies from then on, as Microsoft's client needs it
   * to download the asset again (azure-ai-ml, get_ds_name_and_path_prefix takes datastores'
   * addresses only).
   */
  void settle(Place place, String collection, ObjectNode properties) {
    var field = AssetVersions.CONTENT.getOrDefault(collection, "");
    var uri = properties.path(field).asText("");
    if (uri.matches("(?:azureml://jobs/|runs:/).*")) {
      properties.put(field, references.longUri(place.name(), uri));
    }
  }

  /** The text is the service's own: azureml-examples issue on environments in registries. */
  private static void environment(com.fasterxml.jackson.databind.JsonNode properties) {
    var image = !properties.path("image").asText("").isBlank();
    var build = properties.path("build").isObject();
    if (!image && !build) {
      throw AzureFailure.userError("An environment needs an image or a build context.");
    }
    if (image && build) {
      throw AzureFailure.userError(
          "More than one of BaseImage, BaseDockerfile, and BuildContext were set; these are mutually exclusive properties.");
    }
    if (build && properties.hasNonNull("condaFile")) {
      throw AzureFailure.userError(
          "A build context has its own Dockerfile and takes no condaFile.");
    }
  }

  /** Unverified: which parts of a component the service checks when it is registered. */
  private static void component(com.fasterxml.jackson.databind.JsonNode spec) {
    if (!spec.isObject()) {
      throw AzureFailure.required("componentSpec");
    }
    var type = spec.path("type").asText("command");
    var needs =
        switch (type) {
          case "command" -> List.of("command", "environment");
          case "pipeline" -> List.of("jobs");
          case "parallel" -> List.of("task");
          default -> List.<String>of();
        };
    for (var field : needs) {
      if (!spec.hasNonNull(field)) {
        throw AzureFailure.userError(
            "componentSpec of type %s needs the field %s.".formatted(type, field));
      }
    }
  }

  /**
   * Code is named by its address in blob storage, which is all that Microsoft's client sends.
   * Unverified: that the service refuses datastore URIs.
   */
  private static void requireBlobAddress(String uri) {
    if (!uri.matches("https?://.*")) {
      throw AzureFailure.userError(
          "The codeUri %s is not the address of a folder in blob storage.".formatted(uri));
    }
  }

  /**
   * Data are registered unseen: even a datastore that does not exist is found out only when they
   * are read (azure-sdk-for-python issue 30036, where a model is refused for the same).
   */
  private static void requireAddress(String uri) {
    if (!uri.matches(References.ELSEWHERE) && !References.isAddress(uri)) {
      throw AzureFailure.userError("The path %s cannot be resolved.".formatted(uri));
    }
  }

  /** Code and text are those of users' reports: azure-docs issue 103778. */
  private void requireContent(Place place, String uri) {
    if (uri.matches(References.ELSEWHERE) && references.find(place.name(), uri).isEmpty()) {
      return; // somewhere else: found out when it is read
    }
    var found = references.place(place.name(), uri);
    if (world.blobs().list(found.account(), found.container(), found.path()).isEmpty()) {
      var message = "No blobs found in storage at model asset path: %s".formatted(found.path());
      throw AzureFailure.userError(message).with("ModelAssetPathNotFoundInStorage", message);
    }
  }

  static ObjectNode withDefaults(String collection, ObjectNode body) {
    var properties = (ObjectNode) body.path("properties");
    if (collection.equals("models")) {
      DeploymentChecks.objects(properties, "flavors");
      DeploymentChecks.text(properties, "modelType", "custom_model");
    }
    if (collection.equals("environments")) {
      DeploymentChecks.text(properties, "osType", "Linux");
      properties.put("environmentType", "UserCreated");
    }
    DeploymentChecks.objects(properties, "tags", "properties");
    for (var flag : List.of("isArchived", "isAnonymous")) {
      properties.put(flag, properties.path(flag).asBoolean(false));
    }
    return body;
  }
}
