package io.modelrelease.trainer;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoost;
import ml.dmlc.xgboost4j.java.XGBoostError;

/** Gradient-boosted trees: XGBoost's booster with the columns that it was trained on. */
final class Trees implements AutoCloseable {
  private final Booster booster;
  private final List<String> columns;

  private Trees(Booster booster, List<String> columns) {
    this.booster = booster;
    this.columns = columns;
  }

  /**
   * How to train.
   *
   * @param rounds trees
   * @param depth of each tree, at most
   * @param eta what of each tree counts
   * @param subsample share of the rows that each tree sees
   * @param colsample share of the columns that each tree sees
   * @param seed same data, same seed: same trees
   */
  record Settings(
      int rounds, int depth, double eta, double subsample, double colsample, int seed) {}

  static Trees train(Task task, Dataset features, double[] labels, Settings settings) {
    Map<String, Object> parameters = new HashMap<>();
    parameters.put("objective", task.objective());
    parameters.put("tree_method", "hist");
    parameters.put("max_depth", settings.depth());
    parameters.put("eta", settings.eta());
    parameters.put("subsample", settings.subsample());
    parameters.put("colsample_bytree", settings.colsample());
    parameters.put("seed", settings.seed());
    parameters.put("nthread", 1); // sums of floats depend on how threads share the rows
    parameters.put("verbosity", 0);
    try {
      var matrix = matrix(features);
      try {
        matrix.setFeatureNames(features.columns().toArray(String[]::new));
        matrix.setLabel(floats(labels));
        var booster = XGBoost.train(matrix, parameters, settings.rounds(), Map.of(), null, null);
        return new Trees(booster, features.columns());
      } finally {
        matrix.dispose();
      }
    } catch (XGBoostError e) {
      throw new TrainerException("XGBoost cannot train on " + features.file() + ": " + words(e), e);
    }
  }

  /**
   * Loads a model.
   *
   * @param model content of {@code model.json}
   * @param columns of the model's signature
   * @param name for messages
   */
  static Trees load(byte[] model, List<String> columns, String name) {
    try {
      var booster = XGBoost.loadModel(new ByteArrayInputStream(model));
      var own = booster.getFeatureNames();
      if (own == null || !List.of(own).equals(columns)) {
        throw new TrainerException(
            "The columns of %s's signature are not those that it was trained on.".formatted(name));
      }
      return new Trees(booster, columns);
    } catch (XGBoostError | IOException e) {
      throw new TrainerException("XGBoost cannot load %s: %s".formatted(name, words(e)), e);
    }
  }

  List<String> columns() {
    return columns;
  }

  /**
   * One answer a row, exactly the 32-bit floats that XGBoost gives.
   *
   * @param data columns beyond the model's own are dropped; a missing one is an error
   */
  double[] answers(Dataset data) {
    try {
      var matrix = matrix(data.select(columns));
      try {
        var predicted = booster.predict(matrix);
        var answers = new double[predicted.length];
        for (var row = 0; row < answers.length; row++) {
          answers[row] = predicted[row][0];
        }
        return answers;
      } finally {
        matrix.dispose();
      }
    } catch (XGBoostError e) {
      throw new TrainerException("XGBoost cannot score " + data.file() + ": " + words(e), e);
    }
  }

  /** The model as JSON; no time, no name of a run in it. */
  byte[] json() {
    try {
      return booster.toByteArray("json");
    } catch (XGBoostError e) {
      throw new TrainerException("XGBoost cannot write the model: " + words(e), e);
    }
  }

  @Override
  public void close() {
    booster.dispose();
  }

  private static DMatrix matrix(Dataset features) throws XGBoostError {
    return new DMatrix(features.matrix(), features.rows(), features.columns().size(), Float.NaN);
  }

  private static float[] floats(double[] numbers) {
    var floats = new float[numbers.length];
    for (var at = 0; at < floats.length; at++) {
      floats[at] = (float) numbers[at];
    }
    return floats;
  }

  /** XGBoost's messages carry a stack trace of C++. */
  private static String words(Exception e) {
    var message = String.valueOf(e.getMessage());
    var line = message.lines().filter(text -> !text.isBlank()).findFirst().orElse(message);
    return line.replaceFirst("^\\[[0-9:]+\\] \\S+: ", "");
  }
}
