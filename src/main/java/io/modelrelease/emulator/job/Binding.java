package io.modelrelease.emulator.job;

import java.util.List;
import java.util.regex.Pattern;

/**
 * A name in a pipeline: {@code ${{parent.inputs.x}}}, {@code ${{parent.outputs.z}}}, {@code
 * ${{parent.jobs.a.outputs.y}}}.
 *
 * @param text as it stands there
 * @param kind inputs or outputs of the pipeline; {@code jobs}: an output of a job
 * @param job empty unless it is an output of a job
 */
record Binding(String text, String kind, String job, String name) {
  private static final String NAME = "([A-Za-z0-9_\\-]+)";
  static final Pattern PATTERN =
      Pattern.compile(
          "\\$\\{\\{\\s*parent\\.(?:(inputs|outputs)\\.%s|jobs\\.%s\\.outputs\\.%s)(?:\\.path)?\\s*}}"
              .formatted(NAME, NAME, NAME));

  static List<Binding> in(String text) {
    return PATTERN.matcher(text).results().map(Binding::of).toList();
  }

  static Binding of(java.util.regex.MatchResult found) {
    return found.group(1) == null
        ? new Binding(found.group(), "jobs", found.group(3), found.group(4))
        : new Binding(found.group(), found.group(1), "", found.group(2));
  }

  /** The text is this binding and nothing else. */
  boolean isWhole(String all) {
    return all.strip().equals(text);
  }
}
