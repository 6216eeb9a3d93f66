package io.modelrelease.emulator.model;

import io.modelrelease.emulator.blob.BlobPlace;
import io.modelrelease.emulator.blob.BlobStore;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoost;
import ml.dmlc.xgboost4j.java.XGBoostError;

/**
 * An MLflow model of the flavour {@code xgboost}, loaded. It answers as {@code mlflow.xgboost}'s
 * python_function does: {@code Booster.predict(DMatrix(dataframe), validate_features=True)}.
 */
public final class MlflowModel {
  private final Booster booster;
  private final List<ModelColumn> columns;
  private final Optional<String> mismatch;

  private MlflowModel(Booster booster, List<ModelColumn> columns, Optional<String> mismatch) {
    this.booster = booster;
    this.columns = columns;
    this.mismatch = mismatch;
  }

  /**
   * Loads what is at a place in blob storage.
   *
   * @throws ModelFailure no MLmodel, another flavour, a broken file, neither a signature nor names
   *     of features, no native library
   */
  public static MlflowModel load(BlobStore blobs, BlobPlace place) {
    var folder = MlflowFolder.read(blobs, place);
    try {
      var booster = XGBoost.loadModel(folder.booster().toString());
      booster.setParam("nthread", 1);
      var features = features(booster);
      if (features.isEmpty() && folder.columns().isEmpty()) {
        throw new ModelFailure(
            "The model has neither a signature nor names of its features, so the emulator cannot"
                + " tell which columns it is asked with. Log it with a signature"
                + " (mlflow.models.infer_signature), or train it on data with column names.");
      }
      var columns =
          folder.columns().isEmpty()
              ? features.stream().map(name -> new ModelColumn(name, "double", true)).toList()
              : folder.columns();
      return new MlflowModel(booster, columns, mismatch(features, booster, columns));
    } catch (XGBoostError e) {
      throw new ModelFailure(
          "The file %s cannot be loaded: %s"
              .formatted(folder.booster().getFileName(), firstLine(e.getMessage())),
          e);
    } catch (LinkageError e) {
      throw new ModelFailure(
          "The native library of XGBoost cannot be loaded. It needs OpenMP: install it (Debian,"
              + " Ubuntu: apt-get install libgomp1; macOS: brew install libomp), then start the"
              + " emulator again.",
          e);
    }
  }

  /** Served here without Python: an xgboost Booster, and what can be served by nobody. */
  public static boolean isNative(BlobStore blobs, BlobPlace place) {
    return !MlflowFolder.isForPython(blobs, place);
  }

  /** The columns of a model's signature, whatever its flavour; empty where it has none. */
  public static List<ModelColumn> columnsOf(BlobStore blobs, BlobPlace place) {
    return MlflowFolder.columns(blobs, place);
  }

  /** A model that was trained on an array has no names: the library gives a null for each. */
  private static List<String> features(Booster booster) throws XGBoostError {
    return Stream.ofNullable(booster.getFeatureNames())
        .flatMap(Stream::of)
        .filter(Objects::nonNull)
        .toList();
  }

  private static Optional<String> mismatch(
      List<String> features, Booster booster, List<ModelColumn> columns) throws XGBoostError {
    var names = columns.stream().map(ModelColumn::name).toList();
    if (features.isEmpty() && booster.getNumFeature() != names.size()) {
      return Optional.of(
          "Feature shape mismatch, expected: %d, got %d"
              .formatted(booster.getNumFeature(), names.size()));
    }
    return Stream.of("feature_names mismatch: %s %s".formatted(features, names))
        .filter(sentence -> !features.isEmpty() && !features.equals(names))
        .findFirst();
  }

  private static String firstLine(String text) {
    return text == null ? "unknown" : text.strip().lines().findFirst().orElse("unknown");
  }

  /** What it wants to be asked with. */
  public List<ModelColumn> columns() {
    return columns;
  }

  /**
   * Its answers, one a row; a row has several numbers where the objective has (multi:softprob).
   *
   * @throws ModelFailure columns that are missing, values of a wrong type
   */
  public float[][] predict(ModelInput input) {
    mismatch.ifPresent(
        sentence -> {
          throw new ModelFailure(sentence);
        });
    var matrix = input.matrix(columns);
    var rows = input.rows().size();
    if (rows == 0) {
      return new float[0][];
    }
    try {
      var data = new DMatrix(matrix, rows, columns.size(), Float.NaN);
      try {
        return booster.predict(data);
      } finally {
        data.dispose();
      }
    } catch (XGBoostError e) {
      throw new ModelFailure("The model could not answer: " + firstLine(e.getMessage()), e);
    }
  }
}
