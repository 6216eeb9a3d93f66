package io.modelrelease.project;

/** What a model does: it decides which metrics staging computes. */
public enum TaskType {
  BINARY,
  MULTICLASS,
  REGRESSION
}
