package io.modelrelease.emulator;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoost;
import ml.dmlc.xgboost4j.java.XGBoostError;

/** A regression on two columns, trained in milliseconds, and the MLflow model folder around it. */
public final class TinyModel {
  private static final String[] FEATURES = {"age", "amount"};

  private final Booster booster;

  private TinyModel(Booster booster) {
    this.booster = booster;
  }

  /**
   * @param factor makes models that answer differently
   */
  public static TinyModel trained(double factor) {
    return trained(factor, true);
  }

  /** As of an array: its features have no names. */
  static TinyModel trainedWithoutNames(double factor) {
    return trained(factor, false);
  }

  private static TinyModel trained(double factor, boolean named) {
    var rows = 60;
    var values = new float[rows * 2];
    var labels = new float[rows];
    for (var row = 0; row < rows; row++) {
      values[row * 2] = 20 + row;
      values[row * 2 + 1] = (row * 37 % 60) * 10;
      labels[row] = (float) (factor * (values[row * 2] + values[row * 2 + 1] / 100));
    }
    try {
      var data = new DMatrix(values, rows, 2, Float.NaN);
      if (named) {
        data.setFeatureNames(FEATURES);
      }
      data.setLabel(labels);
      Map<String, Object> settings =
          Map.of("objective", "reg:squarederror", "max_depth", 3, "seed", 7, "nthread", 1);
      return new TinyModel(XGBoost.train(data, settings, 10, Map.of(), null, null));
    } catch (XGBoostError e) {
      throw new IllegalStateException(e);
    }
  }

  double answer(double age, double amount) {
    try {
      return booster
          .predict(new DMatrix(new float[] {(float) age, (float) amount}, 1, 2, Float.NaN))[0][0];
    } catch (XGBoostError e) {
      throw new IllegalStateException(e);
    }
  }

  /** Files of the model folder, as MLflow 2.16 writes them for the flavour xgboost. */
  public Map<String, byte[]> folder() {
    return folder("long", "double");
  }

  Map<String, byte[]> folder(String ageType, String amountType) {
    var files = new LinkedHashMap<String, byte[]>();
    files.put("MLmodel", mlmodel(ageType, amountType).getBytes(StandardCharsets.UTF_8));
    files.put("model.json", json());
    return files;
  }

  /** The same without a signature. */
  Map<String, byte[]> folderWithoutSignature() {
    var files = folder();
    var whole = new String(files.get("MLmodel"), StandardCharsets.UTF_8);
    var bare = whole.replaceAll("(?s)signature:.*?(?=utc_time_created)", "");
    files.put("MLmodel", bare.getBytes(StandardCharsets.UTF_8));
    return files;
  }

  private byte[] json() {
    try {
      Path file = Files.createTempFile("tiny", ".json");
      booster.saveModel(file.toString());
      var bytes = Files.readAllBytes(file);
      Files.delete(file);
      return bytes;
    } catch (XGBoostError | java.io.IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String mlmodel(String ageType, String amountType) {
    return """
    artifact_path: model
    flavors:
      python_function:
        data: model.json
        env:
          conda: conda.yaml
          virtualenv: python_env.yaml
        loader_module: mlflow.xgboost
        python_version: 3.11.9
      xgboost:
        code: null
        data: model.json
        model_class: xgboost.core.Booster
        model_format: json
        xgb_version: 2.1.4
    mlflow_version: 2.16.2
    model_uuid: 0123456789abcdef0123456789abcdef
    run_id: train-1
    signature:
      inputs: '[{"type": "%s", "name": "age", "required": true}, {"type": "%s", "name": "amount", "required": true}]'
      outputs: '[{"type": "float", "required": true}]'
      params: null
    utc_time_created: '2026-01-02 03:04:05.000006'
    """
        .formatted(ageType, amountType);
  }
}
