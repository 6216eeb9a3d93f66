package io.modelrelease.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * What a release would do and find.
 *
 * @param commit absent where none was named
 * @param passed a start would not be refused, and its pre-flight would find nothing against it
 */
record CheckView(
    String model,
    String commit,
    String process,
    boolean passed,
    List<Finding> findings,
    Plan plan) {

  /**
   * @param severity refuse: it could not work; unseen: Azure did not show it just now, and no
   *     release begins before it does; warn: somebody should know
   * @param where field of the request, file, workspace, registry or gate
   * @param what a sentence
   * @param next what to do, a sentence
   */
  record Finding(String severity, String where, String what, String next) {}

  /**
   * @param requests what would be sent to Azure, in that order; to a new model's version 1, but for
   *     single steps
   * @param notes how that differs from what the files say
   */
  record Plan(List<Request> requests, List<String> notes) {}

  /**
   * @param yaml the file that it comes from
   * @param path ARM id of what is put
   */
  record Request(String yaml, String method, String path, ObjectNode body) {}
}
