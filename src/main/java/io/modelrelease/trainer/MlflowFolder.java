package io.modelrelease.trainer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * A model as MLflow 2.16 writes one of flavour {@code xgboost} (mlflow/xgboost/__init__.py,
 * save_model): a folder that Azure ML deploys without code.
 *
 * <p>The model file says only what was learned; run and time stand in {@code MLmodel}. The Python
 * packages are pinned to what Azure ML can serve: its tracking lacks calls of newer MLflow clients,
 * and its generated scoring script imports {@code azureml-ai-monitoring}. Which versions of the two
 * {@code azureml-} packages fit is unverified, so they are not pinned.
 */
final class MlflowFolder {
  private static final String MODEL_FILE = "model.json";
  private static final String MLFLOW = "2.16.2";
  private static final String XGBOOST = "2.1.4";
  private static final String PYTHON = "3.10.14";
  private static final int EXAMPLE_ROWS = 5;
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSSSSS").withZone(ZoneOffset.UTC);
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final String REQUIREMENTS =
      """
      mlflow==%s
      xgboost==%s
      azureml-ai-monitoring
      azureml-inference-server-http
      """
          .formatted(MLFLOW, XGBOOST);

  private static final String CONDA =
      """
      channels:
      - conda-forge
      dependencies:
      - python=%s
      - pip<=24.2
      - pip:
      %s\
      name: mlflow-env
      """
          .formatted(PYTHON, REQUIREMENTS.indent(2).replaceAll("(?m)^  ", "  - "));

  private static final String PYTHON_ENVIRONMENT =
      """
      python: %s
      build_dependencies:
      - pip==24.2
      - setuptools
      - wheel
      dependencies:
      - -r requirements.txt
      """
          .formatted(PYTHON);

  private static final String MLMODEL =
      """
      artifact_path: model
      flavors:
        python_function:
          data: %1$s
          env:
            conda: conda.yaml
            virtualenv: python_env.yaml
          loader_module: mlflow.xgboost
          python_version: %2$s
        xgboost:
          code: null
          data: %1$s
          model_class: xgboost.core.Booster
          model_format: json
          xgb_version: %3$s
      mlflow_version: %4$s
      model_size_bytes: %5$d
      model_uuid: '%6$s'
      %7$s\
      saved_input_example_info:
        artifact_path: input_example.json
        pandas_orient: split
        serving_input_path: serving_input_example.json
        type: dataframe
      signature:
        inputs: '%8$s'
        outputs: '[{"type": "tensor", "tensor-spec": {"dtype": "float32", "shape": [-1]}}]'
        params: null
      utc_time_created: '%9$s'
      """;

  private MlflowFolder() {}

  /**
   * Writes a model.
   *
   * @param features what it was trained on: types of the signature, rows of the example
   * @param run id of the MLflow run that trained it
   */
  static void write(Path folder, Trees trees, Dataset features, Optional<String> run, Clock clock) {
    try {
      var model = trees.json();
      Files.createDirectories(folder);
      Files.write(folder.resolve(MODEL_FILE), model);
      text(folder, "conda.yaml", CONDA);
      text(folder, "python_env.yaml", PYTHON_ENVIRONMENT);
      text(folder, "requirements.txt", REQUIREMENTS);
      var example = split(features.first(EXAMPLE_ROWS));
      text(folder, "input_example.json", example.toString());
      text(
          folder,
          "serving_input_example.json",
          JSON.createObjectNode().set("dataframe_split", example).toString());
      text(
          folder,
          "MLmodel",
          MLMODEL.formatted(
              MODEL_FILE,
              PYTHON,
              XGBOOST,
              MLFLOW,
              model.length,
              UUID.randomUUID().toString().replace("-", ""),
              run.map(id -> "run_id: " + quoted(id) + "\n").orElse(""),
              signature(features).replace("'", "''"),
              TIME.format(clock.instant())));
    } catch (IOException e) {
      throw new TrainerException("The model cannot be written to %s: %s".formatted(folder, e), e);
    }
  }

  private static void text(Path folder, String name, String content) throws IOException {
    Files.writeString(folder.resolve(name), content);
  }

  private static String quoted(String text) {
    return "'" + text.replace("'", "''") + "'";
  }

  /** Columns of whole numbers are {@code long}, as pandas reads them; all others double. */
  private static String signature(Dataset features) {
    var inputs = new ArrayList<String>();
    for (var column : features.columns()) {
      inputs.add(
          "{\"type\": \"%s\", \"name\": %s, \"required\": true}"
              .formatted(features.isWhole(column) ? "long" : "double", JSON.valueToTree(column)));
    }
    return inputs.toString();
  }

  private static ObjectNode split(Dataset rows) {
    var split = JSON.createObjectNode();
    split.set("columns", JSON.valueToTree(rows.columns()));
    var data = split.putArray("data");
    for (var row : rows.cells()) {
      ArrayNode cells = data.addArray();
      row.forEach(cell -> cells.add(new BigDecimal(cell)));
    }
    return split;
  }

  /**
   * Reads a model.
   *
   * @throws TrainerException when it is none of this flavour, or damaged
   */
  static Trees read(Path folder) {
    var mlmodel = folder.resolve("MLmodel");
    if (!Files.isRegularFile(mlmodel)) {
      throw new TrainerException(
          "%s is no MLflow model folder: it has no file MLmodel.".formatted(folder));
    }
    try {
      var described =
          JSON.valueToTree(
              new Load(LoadSettings.builder().build())
                  .loadFromString(Files.readString(mlmodel, StandardCharsets.UTF_8)));
      var flavour = described.path("flavors").path("xgboost");
      if (!flavour.path("data").isTextual()) {
        throw new TrainerException("%s has no flavour xgboost.".formatted(mlmodel));
      }
      var columns = new ArrayList<String>();
      JSON.readTree(described.path("signature").path("inputs").asText())
          .forEach(input -> columns.add(input.path("name").asText()));
      var file = folder.resolve(flavour.path("data").asText());
      return Trees.load(Files.readAllBytes(file), List.copyOf(columns), file.toString());
    } catch (YamlEngineException | JsonProcessingException e) {
      throw new TrainerException(
          "%s is damaged: %s"
              .formatted(mlmodel, String.valueOf(e.getMessage()).lines().findFirst().orElse("")),
          e);
    } catch (IOException e) {
      throw new TrainerException("The model %s cannot be read: %s".formatted(folder, e), e);
    }
  }
}
