package io.modelrelease.project;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** How files of automated machine learning on tables become ARM bodies. */
final class AutoMl {
  private static final String[] REGRESSORS = {
    "ElasticNet",
    "GradientBoosting",
    "DecisionTree",
    "KNN",
    "LassoLars",
    "SGD",
    "RandomForest",
    "ExtremeRandomTrees",
    "LightGBM",
    "XGBoostRegressor"
  };
  private static final Map<String, String> REGRESSION_METRICS =
      EnumWords.of(
          "SpearmanCorrelation",
          "NormalizedRootMeanSquaredError",
          "R2Score",
          "NormalizedMeanAbsoluteError");

  /** What is learnt, which ARM type that is, and its words. */
  private enum Task {
    CLASSIFICATION(
        "Classification",
        "AUCWeighted",
        EnumWords.of(
            "AUCWeighted",
            "Accuracy",
            "NormMacroRecall",
            "AveragePrecisionScoreWeighted",
            "PrecisionScoreWeighted"),
        EnumWords.of(
            "LogisticRegression",
            "SGD",
            "MultinomialNaiveBayes",
            "BernoulliNaiveBayes",
            "SVM",
            "LinearSVM",
            "KNN",
            "DecisionTree",
            "RandomForest",
            "ExtremeRandomTrees",
            "LightGBM",
            "GradientBoosting",
            "XGBoostClassifier")),
    REGRESSION(
        "Regression",
        "NormalizedRootMeanSquaredError",
        REGRESSION_METRICS,
        EnumWords.of(REGRESSORS)),
    FORECASTING("Forecasting", "NormalizedRootMeanSquaredError", REGRESSION_METRICS, forecasters());

    private final String type;
    private final String metric;
    private final Map<String, String> metrics;
    private final Map<String, String> algorithms;

    Task(String type, String metric, Map<String, String> metrics, Map<String, String> algorithms) {
      this.type = type;
      this.metric = metric;
      this.metrics = metrics;
      this.algorithms = algorithms;
    }
  }

  private static final Map<String, Task> TASKS =
      Map.of(
          "classification", Task.CLASSIFICATION,
          "regression", Task.REGRESSION,
          "forecasting", Task.FORECASTING);

  private static Map<String, String> forecasters() {
    var words =
        EnumWords.of(
            "AutoArima",
            "Prophet",
            "Naive",
            "SeasonalNaive",
            "Average",
            "SeasonalAverage",
            "ExponentialSmoothing",
            "Arimax",
            "TCNForecaster");
    words.putAll(EnumWords.of(REGRESSORS));
    return words;
  }

  private static final Table LIMITS =
      new Table()
          .bool("enable_early_termination", "enableEarlyTermination")
          .number("exit_score", "exitScore")
          .whole("max_concurrent_trials", "maxConcurrentTrials")
          .whole("max_cores_per_trial", "maxCoresPerTrial")
          .whole("max_trials", "maxTrials")
          .whole("max_nodes", "maxNodes")
          .duration("timeout_minutes", "timeout", Duration.ofMinutes(1))
          .duration("trial_timeout_minutes", "trialTimeout", Duration.ofMinutes(1));

  private static final Table FEATURIZATION =
      new Table()
          .choice("mode", "mode", EnumWords.of("Auto", "Custom", "Off"))
          .text("dataset_language", "datasetLanguage")
          .bool("enable_dnn_featurization", "enableDnnFeaturization")
          .texts("column_name_and_types", "columnNameAndTypes")
          .choices(
              "blocked_transformers",
              "blockedTransformers",
              EnumWords.of(
                  "TextTargetEncoder",
                  "OneHotEncoder",
                  "CatTargetEncoder",
                  "TfIdf",
                  "WoETargetEncoder",
                  "LabelEncoder",
                  "WordEmbedding",
                  "NaiveBayes",
                  "CountVectorizer",
                  "HashOneHotEncoder"))
          .row("transformer_params", AutoMl::transformers);

  private static final Table FORECASTING =
      new Table()
          .text("country_or_region_for_holidays", "countryOrRegionForHolidays")
          .integer("cv_step_size", "cvStepSize")
          .choice("feature_lags", "featureLags", EnumWords.of("None", "Auto"))
          .row("forecast_horizon", autoOr("forecastHorizon"))
          .text("frequency", "frequency")
          .row("seasonality", autoOr("seasonality"))
          .choice(
              "short_series_handling_config",
              "shortSeriesHandlingConfig",
              EnumWords.of("None", "Auto", "Pad", "Drop"))
          .choice(
              "target_aggregate_function",
              "targetAggregateFunction",
              EnumWords.of("None", "Sum", "Max", "Min", "Mean"))
          .row("target_lags", AutoMl::lags)
          .row("target_rolling_window_size", autoOr("targetRollingWindowSize"))
          .text("time_column_name", "timeColumnName")
          .row(
              "time_series_id_column_names",
              (value, target, sending) -> {
                var names = target.putArray("timeSeriesIdColumnNames");
                (value.isList() ? value.list() : java.util.List.of(value))
                    .forEach(name -> name.literal().ifPresent(names::add));
              })
          .choice("use_stl", "useStl", EnumWords.of("None", "Season", "SeasonTrend"));

  private static Table training(Task task) {
    return new Table()
        .bool("enable_dnn_training", "enableDnnTraining")
        .bool("enable_model_explainability", "enableModelExplainability")
        .bool("enable_onnx_compatible_models", "enableOnnxCompatibleModels")
        .bool("enable_stack_ensemble", "enableStackEnsemble")
        .bool("enable_vote_ensemble", "enableVoteEnsemble")
        .duration(
            "ensemble_model_download_timeout_minutes",
            "ensembleModelDownloadTimeout",
            Duration.ofMinutes(1))
        .choices("allowed_training_algorithms", "allowedTrainingAlgorithms", task.algorithms)
        .choices("blocked_training_algorithms", "blockedTrainingAlgorithms", task.algorithms)
        .below(
            "stack_ensemble_settings",
            "stackEnsembleSettings",
            new Table()
                .json("stack_meta_learner_kwargs", "stackMetaLearnerKWargs")
                .number("stack_meta_learner_train_percentage", "stackMetaLearnerTrainPercentage")
                .choice(
                    "stack_meta_learner_type",
                    "stackMetaLearnerType",
                    EnumWords.of(
                        "None",
                        "LogisticRegression",
                        "LogisticRegressionCV",
                        "LightGBMClassifier",
                        "ElasticNet",
                        "ElasticNetCV",
                        "LightGBMRegressor",
                        "LinearRegression")));
  }

  /** What is learnt from what: {@code taskDetails}. */
  private static Table details(Task task) {
    var table =
        new Table()
            .choice(
                "log_verbosity",
                "logVerbosity",
                EnumWords.of("NotSet", "Debug", "Info", "Warning", "Error", "Critical"))
            .choice("primary_metric", "primaryMetric", task.metrics)
            .text("target_column_name", "targetColumnName")
            .row("training_data", table("trainingData"))
            .row("validation_data", table("validationData"))
            .row("test_data", table("testData"))
            .number("validation_data_size", "validationDataSize")
            .number("test_data_size", "testDataSize")
            .json("cv_split_column_names", "cvSplitColumnNames")
            .text("weight_column_name", "weightColumnName")
            .row("n_cross_validations", autoOr("nCrossValidations"))
            .below("limits", "limitSettings", LIMITS)
            .below("featurization", "featurizationSettings", FEATURIZATION)
            .below("training", "trainingSettings", training(task));
    if (task == Task.CLASSIFICATION) {
      table.text("positive_label", "positiveLabel");
    }
    return task == Task.FORECASTING
        ? table.below("forecasting", "forecastingSettings", FORECASTING)
        : table;
  }

  private static final Table AUTOML_JOB =
      new Table()
          .with(JobKinds.JOB)
          .ignored("task")
          .text("environment_id", "properties.environmentId")
          .strings("environment_variables", "properties.environmentVariables")
          .below("resources", "properties.resources", RunKinds.resources(Spelling.ARM))
          .nested("queue_settings", JobKinds.QUEUE)
          .with(JobKinds.PORTS)
          .without("inputs");

  private AutoMl() {}

  static ObjectNode body(Value file, Sending sending) {
    var body = JobKinds.body("AutoML");
    var properties = (ObjectNode) body.path("properties");
    properties.remove("inputs");
    var task = task(file);
    task.ifPresent(
        found -> {
          var details = properties.putObject("taskDetails");
          details.put("taskType", found.type).put("logVerbosity", "Info");
          details.put("primaryMetric", found.metric);
          file.require("target_column_name");
          file.require("training_data");
          new Table()
              .with(AUTOML_JOB)
              .under("properties.taskDetails.", details(found))
              .map(file, body, sending);
        });
    return body;
  }

  private static Optional<Task> task(Value file) {
    var task = file.require("task").filter(Value::isText);
    var word = task.flatMap(Value::text).orElse("").toLowerCase(Locale.ROOT);
    if (word.startsWith("image_") || word.startsWith("text_")) {
      task.get()
          .fault(
              "AutoML on %s is not supported; supported are classification, regression and forecasting on tables"
                  .formatted(word.startsWith("image_") ? "images" : "texts"));
      return Optional.empty();
    }
    return task.flatMap(value -> value.choice(TASKS));
  }

  /**
   * A step of a pipeline. It stays as YAML has it, but for ids; nobody checks its words before the
   * service does, so they are checked as those of a job are.
   */
  static Optional<ObjectNode> node(String name, Value step, Sending sending) {
    var task = task(step);
    if (task.isEmpty()) {
      return Optional.empty();
    }
    step.require("target_column_name");
    step.require("training_data");
    new Table()
        .with(AUTOML_JOB)
        .ignored("outputs", "comment", "component")
        .under("properties.taskDetails.", details(task.get()))
        .ignored("training_data", "validation_data", "test_data")
        .map(step, Table.object(), Assets.NOTHING_SENT);
    var node = Table.object();
    node.put("name", name).put("type", "automl").put("log_verbosity", "info");
    node.put(
        "primary_metric",
        task.get() == Task.CLASSIFICATION ? "accuracy" : EnumWords.snake(task.get().metric));
    node.putObject("training");
    new Table()
        .with(NodeKinds.NODE)
        .text("experiment_name", "experiment_name")
        .row(
            "compute",
            (value, target, to) -> {
              NodeKinds.NODE.rows().get("compute").map(value, target, to);
              Optional.ofNullable(target.remove("computeId"))
                  .ifPresent(id -> target.put("compute", ComponentKinds.prefixed(id.asText())));
            })
        .row("training_data", nodeTable("training_data"))
        .row("validation_data", nodeTable("validation_data"))
        .row("test_data", nodeTable("test_data"))
        .passing()
        .map(step, node, sending);
    return Optional.of(AutoMlWords.rewritten(node));
  }

  private static Table.Row table(String to) {
    return (value, target, sending) -> {
      var data = Table.object();
      JobPorts.JOB.inputs(onlyTable(value).as(to), data, sending);
      if (data.get(to) instanceof ObjectNode input) {
        input.remove("mode"); // a job on tables has none, and the client does not send it
        target.set(to, input.put("jobInputType", "mltable"));
      }
    };
  }

  /** Tables, and nothing else, are learnt from. */
  private static Value onlyTable(Value value) {
    value.find("type").ifPresent(type -> type.choice(Spelling.same("mltable")));
    return value;
  }

  private static Table.Row nodeTable(String to) {
    return (value, target, sending) -> {
      if (value.isText()) {
        value.text().ifPresent(text -> target.put(to, text));
        return;
      }
      var data = Table.object();
      JobPorts.NODE.inputs(value.as(to), data, sending);
      var input = data.path(to);
      var table = target.putObject(to).put("type", input.path("job_input_type").asText());
      table.put("path", input.path("uri").asText(input.path("value").asText()));
    };
  }

  private static Table.Row autoOr(String to) {
    return (value, target, sending) -> {
      if (value.isText() && value.text().orElse("").equalsIgnoreCase("auto")) {
        target.putObject(to).put("mode", "Auto");
      } else {
        value
            .integer()
            .ifPresent(number -> target.putObject(to).put("mode", "Custom").put("value", number));
      }
    };
  }

  private static void lags(Value value, ObjectNode target, Sending sending) {
    if (value.isText() && value.text().orElse("").equalsIgnoreCase("auto")) {
      target.putObject("targetLags").put("mode", "Auto");
      return;
    }
    var lags = target.putObject("targetLags").put("mode", "Custom").putArray("values");
    (value.isList() ? value.list() : java.util.List.of(value))
        .forEach(lag -> lag.integer().ifPresent(lags::add));
  }

  private static void transformers(Value value, ObjectNode target, Sending sending) {
    var transformers = target.putObject("transformerParams");
    var table =
        new Table().json("fields", "fields").row("parameters", AutoMl::transformerParameters);
    value
        .mapping()
        .forEach(
            (name, uses) -> {
              var list = transformers.putArray(pascal(name));
              uses.list().forEach(use -> table.map(use, list.addObject(), sending));
            });
  }

  /** Whatever can be a number is one with a fraction. */
  private static void transformerParameters(Value value, ObjectNode target, Sending sending) {
    var parameters = target.putObject("parameters");
    value
        .mapping()
        .forEach(
            (name, parameter) -> {
              if (parameter.plain() instanceof Long whole) {
                parameters.put(name, (double) whole);
              } else {
                parameters.set(name, parameter.json());
              }
            });
  }

  private static String pascal(String name) {
    var word = new StringBuilder();
    for (var part : name.split("_")) {
      word.append(part.isEmpty() ? "" : part.substring(0, 1).toUpperCase(Locale.ROOT));
      word.append(part.isEmpty() ? "" : part.substring(1));
    }
    return word.toString();
  }
}
