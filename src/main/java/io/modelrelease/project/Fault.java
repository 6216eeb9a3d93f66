package io.modelrelease.project;

/**
 * What is wrong in a file of a model project.
 *
 * @param file path in the project
 * @param line from 1
 * @param column from 1
 * @param field dotted path of the field
 * @param message what was expected
 */
public record Fault(String file, int line, int column, String field, String message) {

  @Override
  public String toString() {
    return "%s:%d:%d: %s: %s".formatted(file, line, column, field, message);
  }
}
