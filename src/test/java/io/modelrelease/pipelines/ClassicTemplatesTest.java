package io.modelrelease.pipelines;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Pipelines of a team that moves over template by template. */
class ClassicTemplatesTest extends PipelinesOfATeam {

  static Map<String, Object> template(String name, Map<String, Object> parameters) {
    var item = new LinkedHashMap<String, Object>();
    item.put("template", "aml-cli-v2/%s.yml".formatted(name));
    item.put("parameters", parameters);
    return item;
  }

  private static final Map<String, Object> CHECKOUT = checkout();

  private static Map<String, Object> checkout() {
    var item = new LinkedHashMap<String, Object>();
    item.put("checkout", "self");
    item.put("fetchDepth", 0);
    return item;
  }

  private PipelineRun run(
      TeamRepository team, Map<String, String> variables, List<Map<String, Object>> steps) {
    return remember(
        pipelines(team)
            .run(Templates.steps(team.pipeline("classic"), steps, variables), team.head()));
  }

  @Test
  void trainOnceForAllTemplatesOfARun() {
    var team = team(newModel());
    var steps =
        List.of(
            CHECKOUT,
            template(
                "register-data",
                Map.of("data_type", "uri_file", "data_name", "x", "data_file", "data/x.yml")),
            template(
                "register-environment",
                Map.of(
                    "build_type", "conda", "environment_name", "e", "environment_file", "e.yml")),
            template(
                "run-pipeline",
                Map.of("pipeline_file", "p.yml", "experiment_name", "x", "display_name", "x")));

    var run = run(team, Map.of(), steps);

    assertThat(run.isGreen()).as(run.log()).isTrue();
    assertThat(run.releases()).hasSize(3);
    assertThat(run.releases().stream().distinct()).hasSize(1);
    assertThat(show(run.releases().get(0)).path("process").asText())
        .isEqualTo("dev-model-training");
    assertThat(run.log())
        .contains("register-data: this is done by Call_RegisterData of dev-model-training")
        .contains("register-environment: this is done by Call_RegisterEnvironment")
        .contains("run-pipeline: this is done by Call_SubmitTrainingJob");
    stop(run);
    assertThat(run(team, Map.of(), steps).releases()).doesNotContainAnyElementsOf(run.releases());
  }

  @Test
  void deployThroughTheGatesAndNotPastThem() {
    var model = newModel();
    var team = team(model);
    var trained = run(team, Map.of(), List.of(CHECKOUT, template("run-pipeline", Map.of())));
    var version = show(trained.release()).path("modelVersion").asText();
    var given = Map.<String, Object>of("model", model, "modelVersion", version);
    assertThat(rested(trained.release()).path("state").asText()).isEqualTo("completed");

    var prod =
        run(
            team,
            Map.of("environment", "prod", "endpoint_type", "online"),
            List.of(
                template("create-endpoint", given),
                template("create-deployment", given),
                template("allocate-traffic", given)));

    assertThat(prod.releases().stream().distinct()).hasSize(1);
    var release = rested(prod.releases().get(0));
    assertThat(release.path("process").asText()).isEqualTo("prod-online-endpoint");
    assertThat(release.path("state").asText()).isEqualTo("refused");
    chooseTheProcessByTypeAndEnvironment(team, given);
  }

  private void chooseTheProcessByTypeAndEnvironment(
      TeamRepository team, Map<String, Object> given) {
    var batch = Map.of("endpoint_type", "batch");
    assertThat(process(run(team, Map.of(), List.of(template("create-endpoint", given)))))
        .isEqualTo("stage-online-endpoint");
    assertThat(process(run(team, batch, List.of(template("create-deployment", given)))))
        .isEqualTo("stage-batch-endpoint");
    assertThat(process(run(team, batch, List.of(template("allocate-traffic", given)))))
        .isEqualTo("prod-batch-endpoint");
    assertThat(
            process(
                run(
                    team,
                    Map.of("environment", "dev"),
                    List.of(template("allocate-traffic", given)))))
        .isEqualTo("stage-online-endpoint");
    assertThat(process(run(team, Map.of(), List.of(template("test-deployment", given)))))
        .isEqualTo("stage-model-testing");
  }

  private String process(PipelineRun run) {
    assertThat(run.releases()).as(run.log()).hasSize(1);
    stop(run);
    return show(run.release()).path("process").asText();
  }

  @Test
  void areRedWithoutAVersion() {
    var model = newModel();
    var run =
        run(team(model), Map.of(), List.of(template("test-deployment", Map.of("model", model))));
    assertThat(run.isGreen()).isFalse();
    assertThat(run.errors())
        .singleElement()
        .asString()
        .contains("modelVersion is not set")
        .contains("/releases has them");
  }
}
