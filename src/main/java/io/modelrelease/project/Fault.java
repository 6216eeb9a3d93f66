package io.modelrelease.project;

import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What is wrong in a file of a model project, or with the file as a whole.
 *
 * @param file path in the project; empty where it is none of a file
 * @param line from 1; 0: the file as a whole
 * @param column from 1; 0: the file as a whole
 * @param field dotted path of the field; empty where it is none of a field
 * @param message what is wrong, and what was expected
 */
public record Fault(String file, int line, int column, String field, String message) {

  /** Something that is wrong with a file as a whole. */
  static Fault of(String file, String message) {
    return new Fault(file, 0, 0, "", message);
  }

  @Override
  public String toString() {
    var where = line == 0 ? file : "%s:%d:%d".formatted(file, line, column);
    return Stream.of(where, field, message)
        .filter(part -> !part.isEmpty())
        .collect(Collectors.joining(": "));
  }
}
