package io.modelrelease.pipelines;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every pipeline and step template of ours. */
class HouseRulesTest {
  private static final Path PIPELINES = Path.of("pipelines");
  private static final Path TEMPLATES = PIPELINES.resolve("aml-cli-v2");
  private static final Pattern SET_VARIABLE =
      Pattern.compile("task\\.setvariable variable=([A-Za-z_]+)");

  /** Of the matrix that start-release.yml gives. */
  private static final Pattern OF_THE_MATRIX = Pattern.compile("\"(release[A-Z][a-z]+)\": ");

  /** Microsoft Learn, "Use predefined variables": those that our templates use. */
  private static final Set<String> PREDEFINED =
      Set.of(
          "System.AccessToken",
          "System.CollectionUri",
          "System.TeamProjectId",
          "System.HostType",
          "System.PlanId",
          "System.JobId",
          "System.TimelineId",
          "System.TaskInstanceId",
          "Build.BuildId");

  /** A team's own: the variables of the template that this replaces, and the group's secret. */
  private static final Set<String> OF_THE_TEAM =
      Set.of("MODEL_RELEASE_TOKEN", "endpoint_type", "environment");

  static Stream<Path> files() throws IOException {
    try (var pipelines = Files.list(PIPELINES);
        var templates = Files.list(TEMPLATES)) {
      return Stream.concat(pipelines, templates)
          .filter(file -> file.toString().endsWith(".yml"))
          .sorted()
          .toList()
          .stream();
    }
  }

  /** All but the four that use the Azure CLI, whose parameters and variables are a team's own. */
  static Stream<Path> ours() throws IOException {
    return files()
        .filter(
            file ->
                !Set.of(
                        "install-az-cli.yml",
                        "install-aml-cli.yml",
                        "connect-to-workspace.yml",
                        "create-compute.yml")
                    .contains(file.getFileName().toString()));
  }

  private static String text(Path file) throws IOException {
    return Files.readString(file);
  }

  private static List<String> values(Object node, String key) {
    var found = new ArrayList<String>();
    if (node instanceof Map<?, ?> map) {
      map.forEach(
          (name, value) -> {
            if (key.equals(name) && value != null) {
              found.add(value.toString());
            }
            found.addAll(values(value, key));
          });
    } else if (node instanceof List<?> list) {
      list.forEach(item -> found.addAll(values(item, key)));
    }
    return found;
  }

  @Test
  void eightPipelinesAreNamedAsTheProcessesTheyStart() throws IOException {
    var pipelines = new TreeSet<String>();
    for (var file : files().filter(one -> one.getParent().equals(PIPELINES)).toList()) {
      if (Templates.read(file).containsKey("jobs")) {
        pipelines.add(file.getFileName().toString().replace(".yml", ""));
      }
    }
    try (var processes = Files.list(Path.of("processes"))) {
      assertThat(pipelines)
          .hasSize(8)
          .isEqualTo(
              processes
                  .map(file -> file.getFileName().toString())
                  .filter(name -> name.endsWith(".bpmn"))
                  .map(name -> name.replace(".bpmn", ""))
                  .filter(name -> name.matches("(dev|stage|prod)-.*"))
                  .collect(Collectors.toCollection(TreeSet::new)));
    }
    for (var pipeline : pipelines) {
      var process = values(Templates.read(PIPELINES.resolve(pipeline + ".yml")), "process");
      assertThat(process)
          .containsExactly(pipeline.equals("dev-model-training") ? "model-release" : pipeline);
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void hasNoByteOrderMarkAndOnlyUnixLines(Path file) throws IOException {
    assertThat(new String(Files.readAllBytes(file), StandardCharsets.UTF_8))
        .doesNotContain("\r", "\t", "\uFEFF")
        .endsWith("\n");
  }

  @ParameterizedTest
  @MethodSource("files")
  void bashStopsAtTheFirstErrorAndNothingGoesOnAfterOne(Path file) throws IOException {
    var root = Templates.read(file);
    assertThat(values(root, "bash"))
        .allSatisfy(bash -> assertThat(bash).startsWith("set -euo pipefail\n"));
    assertThat(values(root, "continueOnError")).isEmpty();
    assertThat(text(file)).doesNotContain("set -x", "xtrace");
  }

  @ParameterizedTest
  @MethodSource("ours")
  void everyParameterHasADefault(Path file) {
    assertThat(Templates.maps(Templates.read(file).getOrDefault("parameters", List.of())))
        .allSatisfy(parameter -> assertThat(parameter).containsKeys("name", "type", "default"));
  }

  @ParameterizedTest
  @MethodSource("files")
  void everyTemplateThatItNamesIsThere(Path file) {
    assertThat(values(Templates.read(file), "template"))
        .allSatisfy(name -> assertThat(file.resolveSibling(name)).isRegularFile());
  }

  @ParameterizedTest
  @MethodSource("ours")
  void everyVariableThatItUsesIsSomewhereDefined(Path file) throws IOException {
    var known = new HashSet<>(PREDEFINED);
    known.addAll(OF_THE_TEAM);
    Templates.maps(Templates.read(PIPELINES.resolve("config.yml")).get("variables"))
        .forEach(variable -> known.add(String.valueOf(variable.get("name"))));
    for (var pattern : List.of(SET_VARIABLE, OF_THE_MATRIX)) {
      var found = pattern.matcher(text(TEMPLATES.resolve("start-release.yml")));
      while (found.find()) {
        known.add(found.group(1));
      }
    }
    var used = Scope.MACRO.matcher(text(file).replaceAll("(?m)^\\s*#.*$", ""));
    while (used.find()) {
      assertThat(known).as(file.toString()).contains(used.group(1));
    }
  }

  /**
   * As the published schema of pipelines wants it (service-schema.json of azure-pipelines-vscode,
   * v1.247.2): each value is a text, an expression is no key, and no part of a name.
   */
  @ParameterizedTest
  @MethodSource("files")
  void hasTheShapeThatThePublishedSchemaKnows(Path file) {
    hasOnlyTexts(Templates.read(file));
  }

  private static void hasOnlyTexts(Object node) {
    if (node instanceof Map<?, ?> map) {
      map.forEach(
          (key, value) -> {
            assertThat(key.toString()).doesNotContain("${{");
            if (Set.of("job", "name").contains(key)) {
              assertThat(value.toString()).matches("[-_A-Za-z0-9]+|\\$\\{\\{ parameters.pool }}");
            }
            hasOnlyTexts(value);
          });
    } else if (node instanceof List<?> list) {
      list.forEach(HouseRulesTest::hasOnlyTexts);
    } else {
      assertThat(node).isInstanceOf(String.class);
    }
  }

  /** A trigger takes no variables, so that a path stands there twice. */
  @Test
  void theTriggersPathIsTheFolderOfTheModels() {
    var root = Templates.read(PIPELINES.resolve("dev-model-training.yml"));
    var folder =
        Templates.maps(Templates.read(PIPELINES.resolve("config.yml")).get("variables")).stream()
            .filter(variable -> "modelsFolder".equals(variable.get("name")))
            .map(variable -> variable.get("value"))
            .toList();
    assertThat(Templates.map(Templates.map(root.get("trigger")).get("paths")).get("include"))
        .isEqualTo(folder);
    assertThat(Templates.map(root.get("trigger"))).containsEntry("batch", "false");
  }

  @Test
  void onlyTheTrainingPipelineStartsByItself() throws IOException {
    for (var file : files().filter(one -> one.getParent().equals(PIPELINES)).toList()) {
      var root = Templates.read(file);
      if (root.containsKey("jobs") && !file.endsWith("dev-model-training.yml")) {
        assertThat(root).containsEntry("trigger", "none").containsEntry("pr", "none");
      }
    }
  }

  /**
   * An agent puts the tag into the path of a request, where Azure DevOps refuses the colon of ours,
   * and makes the job red (azure-pipelines-agent#5095, azure-pipelines-task-lib#1072).
   */
  @Test
  void noStepSetsABuildTag() throws IOException {
    for (var file : files().toList()) {
      assertThat(values(Templates.read(file), "bash"))
          .allSatisfy(bash -> assertThat(bash).doesNotContain("addbuildtag"));
    }
  }

  /** What a person can name freely would break out of the JSON of the waiting job. */
  @Test
  void theWaitingJobSendsNothingThatAPersonNamesFreely() throws IOException {
    var used = Scope.MACRO.matcher(text(TEMPLATES.resolve("wait-for-release.yml")));
    while (used.find()) {
      assertThat(used.group(1))
          .doesNotContainIgnoringCase("branch")
          .doesNotContainIgnoringCase("requestedFor")
          .doesNotContainIgnoringCase("message")
          .isNotEqualTo("System.TeamProject")
          .isNotEqualTo("Build.DefinitionName");
    }
  }

  /** The classic templates name who does their part. */
  @Test
  void everyActivityThatATemplateNamesIsInAProcess() throws IOException {
    var all = new StringBuilder();
    try (var processes = Files.list(Path.of("processes"))) {
      for (var file : processes.filter(one -> one.toString().endsWith(".bpmn")).toList()) {
        all.append(Files.readString(file));
      }
    }
    for (var file : ours().toList()) {
      for (var activity : values(Templates.read(file), "activity")) {
        var id = Pattern.compile("(Call|Task)_[A-Za-z]+").matcher(activity);
        while (id.find()) {
          assertThat(all.toString()).contains("id=\"" + id.group() + "\"");
        }
      }
    }
  }
}
