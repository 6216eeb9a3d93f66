package io.modelrelease.release.operation;

import io.modelrelease.azureml.Started;
import java.util.List;
import java.util.Optional;

/** What came of sending a request. */
public sealed interface Begun {

  /**
   * Azure took it, or has it already.
   *
   * @param resources ids of what it creates or changes
   * @param operationUrl where Azure reports about it
   */
  record Accepted(List<String> resources, Optional<String> operationUrl) implements Begun {}

  /**
   * Not now: something else is at it.
   *
   * @param why a sentence for people
   */
  record Waiting(String why) implements Begun {}

  static Begun accepted(String... resources) {
    return new Accepted(List.of(resources), Optional.empty());
  }

  static Begun accepted(List<String> resources) {
    return new Accepted(resources, Optional.empty());
  }

  static Begun started(String resource, Started started) {
    return new Accepted(List.of(resource), started.operationUrl());
  }
}
