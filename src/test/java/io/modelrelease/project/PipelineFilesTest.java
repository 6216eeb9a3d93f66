package io.modelrelease.project;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is wrong in pipelines is said before anything is sent, all at once. */
class PipelineFilesTest {
  private static final String COMPONENT =
      """
      type: command
      name: prepare
      inputs:
        rows: {type: uri_file}
        rate: {type: number, default: 0.5}
        note: {type: string, optional: true}
      outputs: {clean: {type: uri_folder}}
      environment: azureml:own:1
      command: python prepare.py
      """;

  @TempDir Path folder;

  private final PlannedSending sending =
      new PlannedSending("/workspace", "https://store.example/container");

  private List<String> faults(String yaml) throws IOException {
    Files.writeString(folder.resolve("prepare.yml"), COMPONENT);
    var file = folder.resolve("pipeline.yml");
    Files.writeString(file, yaml);
    return CliFile.plan(file, sending).stream()
        .map(fault -> fault.line() + " " + fault.field() + " " + fault.message())
        .toList();
  }

  @Test
  void everyFaultIsSaidAtOnceWithItsLineAndField() throws Exception {
    assertThat(
            faults(
                """
                type: pipeline
                settings: {default_compute: azureml:cpu}
                inputs:
                  rows: {type: uri_fil, path: "azureml:rows:1"}
                jobs:
                  train:
                    command: python train.py
                    enviroment: azureml:own:1
                    inputs: {rows: "${{parent.inputs.row}}"}
                  score:
                    type: command
                    component: ./missing.yml
                """))
        .anyMatch(fault -> fault.matches("4 inputs.rows.type .*did you mean uri_file\\?"))
        .anyMatch(fault -> fault.matches("8 jobs.train.enviroment .*did you mean environment\\?"))
        .anyMatch(fault -> fault.matches("6 jobs.train.environment is missing"))
        .anyMatch(fault -> fault.matches("9 jobs.train.inputs.rows .*no inputs.row"))
        .anyMatch(fault -> fault.matches("12 jobs.score.component .*no file .*missing.yml"));
  }

  @Test
  void aStepGivesItsComponentWhatThatNeeds() throws Exception {
    assertThat(
            faults(
                """
                type: pipeline
                compute: azureml:cpu
                jobs:
                  prepare: {type: command, component: ./prepare.yml, inputs: {note: quick}}
                """))
        .singleElement()
        .asString()
        .contains("jobs.prepare.inputs.rows is missing");
  }

  @Test
  void stepsThatAreNotSupportedAreRefusedByName() throws Exception {
    assertThat(
            faults(
                """
                type: pipeline
                compute: azureml:cpu
                jobs:
                  wrangle: {type: spark, component: azureml:wrangle:1}
                  look: {type: automl, task: image_classification, target_column_name: y, training_data: x}
                """))
        .hasSize(2)
        .anyMatch(fault -> fault.contains("steps of type spark are not supported"))
        .anyMatch(fault -> fault.contains("AutoML on images is not supported"));
  }

  @Test
  void aComponentTakesFieldsThatNobodyKnowsAsTheClientDoes() throws Exception {
    assertThat(
            faults(
                """
                type: pipeline
                compute: azureml:cpu
                jobs:
                  prepare:
                    type: command
                    component: ./prepare.yml
                    inputs: {rows: {type: uri_file, path: "https://data.example/rows.csv"}}
                    team_field: {a: [1, true]}
                """))
        .isEmpty();
    var job = sending.requests().get(sending.requests().size() - 1).body();
    assertThat(job.at("/properties/jobs/prepare/team_field").toString())
        .isEqualTo("{\"a\":[1,true]}");
  }

  @Test
  void theSameStepTwiceIsOneComponentThatComesBeforeTheJob() throws Exception {
    assertThat(
            faults(
                """
                type: pipeline
                compute: azureml:cpu
                jobs:
                  first: &step
                    type: command
                    component: ./prepare.yml
                    inputs: {rows: {type: uri_file, path: "https://data.example/rows.csv"}}
                  second: *step
                """))
        .isEmpty();
    assertThat(sending.requests())
        .extracting(request -> request.path().replaceAll("/[^/]*(/versions/.*)?$", ""))
        .containsExactly(
            "/workspace/codes",
            "/workspace/components",
            "/workspace/components",
            "/workspace/jobs");
  }

  @Test
  void monitorsAreRefusedByName() throws Exception {
    assertThat(
            faults(
                """
                name: watch
                trigger: {type: cron, expression: "0 * * * *"}
                create_monitor: {compute: {instance_type: standard_e4s_v3}}
                """))
        .anyMatch(fault -> fault.contains("monitors are not supported"));
  }
}
