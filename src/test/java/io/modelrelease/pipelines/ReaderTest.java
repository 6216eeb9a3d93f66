package io.modelrelease.pipelines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The reader of the templates passes over nothing that it does not know. */
class ReaderTest {
  private static final String JOB = "jobs: [{job: one, pool: server, steps: [{checkout: self}]}]";

  @TempDir Path folder;

  private Pipeline read(String text, Map<String, String> given) throws IOException {
    var file = folder.resolve("one.yml");
    Files.writeString(file, text);
    return Templates.pipeline(file, given);
  }

  @Test
  void refusesWhatItDoesNotKnow() {
    for (var unknown :
        new String[] {
          JOB + "\nresources: {}",
          "jobs: [{job: one, pool: server, workspace: {}, steps: []}]",
          "jobs: [{job: one, pool: {vmImage: x}, steps: []}]",
          "jobs: [{job: one, pool: server, steps: [{script: x}]}]",
          "jobs: [{job: one, pool: server, steps: [{bash: x, continueOnError: true}]}]",
          "jobs: [{job: one, pool: server, steps: [{bash: '${{ format(1) }}'}]}]",
          "jobs: [{job: one, pool: server, steps: [{bash: '${{ parameters.none }}'}]}]",
          "jobs: [{'${{ each x in y }}': []}]",
          "jobs: [{'${{ if true }}': []}]"
        }) {
      assertThatThrownBy(() -> read(unknown, Map.of()))
          .as(unknown)
          .isInstanceOf(UnsupportedOperationException.class);
    }
  }

  @Test
  void refusesParametersAsAzureDevOpsDoes() {
    assertThatThrownBy(() -> read(JOB, Map.of("model", "x")))
        .hasMessageContaining("no parameter model");
    assertThatThrownBy(() -> read("parameters: [{name: model, type: string}]\n" + JOB, Map.of()))
        .hasMessageContaining("needs the parameter model");
  }

  @Test
  void evaluatesConditions() {
    assertThat(holds("and(not(canceled()), ne(dependencies.a.outputs['b.c'], ''))", "x")).isTrue();
    assertThat(holds("and(not(canceled()), ne(dependencies.a.outputs['b.c'], ''))", "")).isFalse();
    assertThat(holds("eq('It''s', 'it''s')", "")).isTrue();
    assertThatThrownBy(() -> holds("eq('a', 'a') b", "")).hasMessageContaining("more follows");
  }

  private static boolean holds(String condition, String output) {
    return Expression.holds(
        condition,
        name -> name.equals("dependencies.a.outputs.b.c") ? Optional.of(output) : Optional.empty(),
        status -> status.equals("canceled") ? Optional.of(false) : Optional.empty());
  }

  @Test
  void leavesAnUndefinedVariableAsItIsWritten() {
    var scope = new Scope(Map.of("Known", "1"), Map.of("BUILD_BUILDID", "7"), Map.of());
    assertThat(scope.expand("$(known) $(Build.BuildId) $(unknown) $(git log)"))
        .isEqualTo("1 7 $(unknown) $(git log)");
  }
}
