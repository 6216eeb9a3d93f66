package io.modelrelease.project;

import java.util.Map;

/**
 * What a release sets in a job.
 *
 * @param displayName as people see it in the studio
 * @param experimentName groups the jobs of a model
 * @param tags marks whose job it is
 * @param inputs URI or ARM id by input, in place of what the file says
 * @param outputs URI by output
 */
public record JobBinding(
    String displayName,
    String experimentName,
    Map<String, String> tags,
    Map<String, String> inputs,
    Map<String, String> outputs) {

  /** As the file says. */
  public static final JobBinding NONE = new JobBinding("", "", Map.of(), Map.of(), Map.of());
}
