package io.modelrelease.pipelines;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A pipeline after its templates are unfolded; macros, conditions and matrices are still as they
 * are written.
 *
 * @param name of the file, without .yml
 * @param variables in their order
 * @param groups of variables
 */
record Pipeline(String name, Map<String, String> variables, List<String> groups, List<Job> jobs) {

  /**
   * @param pool server, or the name of a pool
   * @param condition empty: all that it depends on succeeded
   * @param matrix the expression of a matrix, {@code $[ ]} taken off
   */
  record Job(
      String name,
      String pool,
      List<String> dependsOn,
      Optional<String> condition,
      Optional<String> matrix,
      int timeoutInMinutes,
      List<Step> steps) {

    boolean isAgentless() {
      return pool.equals("server");
    }
  }

  /** One of them is there. */
  record Step(
      String name,
      Optional<String> bash,
      Optional<String> task,
      Optional<String> checkout,
      Optional<String> condition,
      Map<String, String> values) {}
}
