package io.modelrelease.emulator.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.modelrelease.emulator.blob.BlobPlace;
import io.modelrelease.emulator.blob.BlobStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * What the file {@code MLmodel} of a model folder says (MLflow documentation, "Storage format"):
 * the flavour {@code xgboost} and the signature.
 *
 * @param booster the file that holds the trees
 * @param columns of the signature; empty where the model has none
 */
record MlflowFolder(Path booster, List<ModelColumn> columns) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String FLAVOUR = "xgboost";
  private static final String BOOSTER = "xgboost.core.Booster";

  static MlflowFolder read(BlobStore blobs, BlobPlace place) {
    var description = map(yaml(file(blobs, place, "MLmodel")));
    var flavours = map(description.get("flavors"));
    if (!(flavours.get(FLAVOUR) instanceof Map<?, ?>)) {
      throw new ModelFailure(
          "The model has the flavours %s. The emulator serves the flavour xgboost."
              .formatted(flavours.keySet()));
    }
    var flavour = map(flavours.get(FLAVOUR));
    var kind = text(flavour, "model_class", BOOSTER);
    if (!kind.equals(BOOSTER)) {
      throw new ModelFailure(
          "The model is a %s. The emulator serves a %s.".formatted(kind, BOOSTER));
    }
    return new MlflowFolder(
        file(blobs, place, text(flavour, "data", "model.xgb")),
        columns(map(description.get("signature"))));
  }

  /** It has a python_function and is no xgboost Booster. */
  static boolean isForPython(BlobStore blobs, BlobPlace place) {
    try {
      var flavours = map(map(yaml(file(blobs, place, "MLmodel"))).get("flavors"));
      var own = map(flavours.get(FLAVOUR));
      return flavours.containsKey("python_function")
          && (own.isEmpty() || !text(own, "model_class", BOOSTER).equals(BOOSTER));
    } catch (ModelFailure unreadable) {
      return false;
    }
  }

  static List<ModelColumn> columns(BlobStore blobs, BlobPlace place) {
    try {
      return columns(map(map(yaml(file(blobs, place, "MLmodel"))).get("signature")));
    } catch (ModelFailure unreadable) {
      return List.of();
    }
  }

  private static Path file(BlobStore blobs, BlobPlace place, String name) {
    var path = place.path().replaceFirst("/?$", "/") + name;
    return blobs
        .file(place.account(), place.container(), path)
        .filter(Files::isRegularFile)
        .orElseThrow(
            () ->
                new ModelFailure(
                    "The model folder %s holds no file %s.".formatted(place.path(), name)));
  }

  private static Object yaml(Path file) {
    try {
      return new Load(LoadSettings.builder().build()).loadFromString(Files.readString(file));
    } catch (IOException | YamlEngineException e) {
      throw new ModelFailure("The file MLmodel cannot be read: " + e.getMessage(), e);
    }
  }

  private static Map<?, ?> map(Object node) {
    return node instanceof Map<?, ?> map ? map : Map.of();
  }

  private static String text(Map<?, ?> map, String name, String otherwise) {
    return map.get(name) instanceof String text ? text : otherwise;
  }

  /** {@code signature.inputs} is JSON in a string. */
  private static List<ModelColumn> columns(Map<?, ?> signature) {
    var columns = new ArrayList<ModelColumn>();
    for (var input : inputs(text(signature, "inputs", "[]"))) {
      if (input.path("type").asText().equals("tensor")) {
        throw new ModelFailure(
            "The model's signature is a tensor. The emulator serves models with a column"
                + " signature.");
      }
      columns.add(
          new ModelColumn(
              input.path("name").asText(),
              input.path("type").asText(),
              input.path("required").asBoolean(true)));
    }
    return columns;
  }

  private static JsonNode inputs(String json) {
    try {
      return JSON.readTree(json);
    } catch (IOException e) {
      throw new ModelFailure("The signature in MLmodel cannot be read: " + e.getMessage(), e);
    }
  }
}
