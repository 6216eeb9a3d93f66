package io.modelrelease.trainer;

/** What a model does. */
enum Task {
  /** Answers the probability of class 1. */
  BINARY("binary:logistic"),
  /** Answers a number. */
  REGRESSION("reg:squarederror");

  private final String objective;

  Task(String objective) {
    this.objective = objective;
  }

  /** XGBoost's name of what training minimises. */
  String objective() {
    return objective;
  }
}
