package io.modelrelease.emulator;

import static io.modelrelease.emulator.RunningEmulator.DEV;
import static io.modelrelease.emulator.RunningEmulator.datastoreUri;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Command jobs run as processes of this machine. */
class JobsTest {
  @TempDir static Path home;
  private static RunningEmulator azure;
  private static DevWorkspace dev;

  @BeforeAll
  static void start() {
    azure = RunningEmulator.start(home);
    dev = new DevWorkspace(azure);
    azure.upload("mlw-dev", "rows/train.csv", "a,b\n1,2\n");
    azure.upload(
        "mlw-dev", "src/train.sh", "wc -l < $1 > $2/lines; mkdir logs; echo kept > logs/more.txt");
    azure.put(
        DEV + "/codes/sample/versions/1",
        "{\"properties\": {\"codeUri\": \"%s\"}}"
            .formatted(azure.address().resolve("/stmlwdev/azureml-blobstore/src")));
  }

  @AfterAll
  static void stop() {
    azure.close();
  }

  private static void input(ObjectNode properties, String name, String type, String uri) {
    properties.withObject("/inputs/" + name).put("jobInputType", type).put("uri", uri);
  }

  @Test
  void runsItsCodeOnItsInputsAndKeepsItsOutputs() {
    var submitted =
        dev.submit(
            "train",
            "bash train.sh ${{inputs.data}} ${{outputs.model}} && echo rounds ${{inputs.rounds}}",
            job -> {
              job.put("codeId", DEV + "/codes/sample/versions/1");
              input(job, "data", "uri_file", datastoreUri("rows/train.csv"));
              job.withObject("/inputs/rounds").put("jobInputType", "literal").put("value", "12");
              job.withObject("/outputs/model")
                  .put("jobOutputType", "mlflow_model")
                  .put("uri", datastoreUri("azureml/train/model/"));
            });
    assertThat(submitted.status()).isEqualTo(201);
    assertThat(submitted.at("/properties/status").asText()).isEqualTo("NotStarted");
    dev.awaitStatus("train", "Completed");
    assertThat(dev.output("train", "model/lines").strip()).isEqualTo("2");
    assertThat(dev.log("train")).contains("rounds 12");
    assertThat(dev.details("train").at("/logFiles").has("logs/more.txt")).isTrue();
    assertThat(
            azure
                .send(
                    "GET",
                    azure.blob("mlw-dev", "azureml", "ExperimentRun/dcid.train/logs/more.txt"),
                    "",
                    Map.of())
                .text())
        .isEqualTo("kept\n");
  }

  @Test
  void readsTheOutputOfAnotherJobAndARegisteredModel() {
    dev.submit(
        "first",
        "echo 42 > ${{outputs.folder}}/answer",
        job -> job.withObject("/outputs/folder").put("jobOutputType", "uri_folder"));
    dev.awaitStatus("first", "Completed");
    azure.put(
        DEV + "/models/answers/versions/1",
        "{\"properties\": {\"modelType\": \"mlflow_model\", \"modelUri\": \"azureml://jobs/first/outputs/folder\"}}");
    dev.submit(
        "second",
        "cat ${{inputs.folder}}/answer ${{inputs.model}}/answer",
        job -> {
          input(job, "folder", "uri_folder", "azureml://jobs/first/outputs/folder");
          input(job, "model", "mlflow_model", DEV + "/models/answers/versions/1");
        });
    dev.awaitStatus("second", "Completed");
    assertThat(dev.log("second")).isEqualTo("42\n42\n");
  }

  @Test
  void givesAzuresEnvironmentAndNotTheEmulators() {
    dev.submit(
        "surroundings",
        "env; test -w ${{inputs.data}} && echo writable; true",
        job -> {
          input(job, "data", "uri_file", datastoreUri("rows/train.csv"));
          job.withObject("/environmentVariables").put("SEED", "7");
        });
    dev.awaitStatus("surroundings", "Completed");
    assertThat(dev.log("surroundings"))
        .contains(
            "AZUREML_RUN_ID=surroundings\n",
            "AZUREML_ARM_WORKSPACE_NAME=mlw-dev\n",
            "AZUREML_ARM_PROJECT_NAME=tests\n",
            "AZURE_ML_INPUT_data=",
            "MLFLOW_RUN_ID=surroundings\n",
            "MLFLOW_TRACKING_URI=" + azure.address() + "/mlflow/v1.0" + DEV + "\n",
            "MPLBACKEND=Agg\n",
            "SEED=7\n")
        .doesNotContain("HOME=" + System.getenv("HOME") + "\n", "MAVEN_", "USER=");
  }

  @Test
  void tellsWhyAJobFailedInTheRunHistory() {
    dev.submit("broken", "echo no such column: age >&2; exit 3");
    dev.awaitStatus("broken", "Failed");
    var details = dev.details("broken");
    assertThat(details.at("/status").asText()).isEqualTo("Failed");
    assertThat(details.at("/error/error/code").asText()).isEqualTo("UserError");
    assertThat(details.at("/error/error/message").asText())
        .contains("exited with status code 3", "user_logs/std_log.txt", "no such column: age");
    assertThat(azure.get(DEV + "/jobs/broken").at("/properties").has("error")).isFalse();
  }

  @Test
  void tellsThatAnInputCannotBeReadByAnotherCode() {
    dev.submit(
        "blind",
        "cat ${{inputs.data}}",
        job -> input(job, "data", "uri_file", datastoreUri("rows/none.csv")));
    dev.awaitStatus("blind", "Failed");
    assertThat(dev.details("blind").at("/error/error/code").asText()).isNotEqualTo("UserError");
    assertThat(dev.details("blind").at("/error/error/message").asText())
        .contains("data", "rows/none.csv");
  }

  @Test
  void leavesOptionalPartsOutAndRefusesUnknownNames() {
    dev.submit("optional", "echo train $[[--seed ${{inputs.seed}}]] end");
    dev.submit("unknown", "echo ${{inputs.nothing}}");
    dev.awaitStatus("optional", "Completed");
    assertThat(dev.log("optional").strip()).isEqualTo("train end");
    dev.awaitStatus("unknown", "Failed");
    assertThat(dev.details("unknown").at("/error/error/message").asText())
        .contains("${{inputs.nothing}}");
  }

  @Test
  void usesNoAssetOfAnotherWorkspace() {
    var environment = RunningEmulator.STAGING + "/environments/sample/versions/1";
    azure.put(environment, "{\"properties\": {\"image\": \"sample:1\"}}");
    var refused = dev.submit("foreign", "true", job -> job.put("environmentId", environment));
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.at("/error/message").asText()).contains("mlw-dev");
  }

  @Test
  void runsAJobOnceHoweverOftenItIsPut() {
    dev.submit("once", "echo run");
    dev.awaitStatus("once", "Completed");
    assertThat(dev.submit("once", "echo changed").at("/error/message").asText())
        .contains("the existing job's command cannot be changed");
    var again = dev.submit("once", "echo run", job -> job.withObject("/tags").put("a", "b"));
    assertThat(again.status()).isEqualTo(200);
    assertThat(again.at("/properties/status").asText()).isEqualTo("Completed");
    assertThat(again.at("/properties/command").asText()).isEqualTo("echo run");
    assertThat(again.at("/properties/tags/a").asText()).isEqualTo("b");
    assertThat(dev.log("once")).isEqualTo("run\n");
  }

  @Test
  void createsAJobOnceThoughManyPutItAtTheSameTime() {
    var name = "x".repeat(250);
    var created =
        IntStream.range(0, 8)
            .parallel()
            .map(number -> dev.submit(name, "echo run").status())
            .filter(status -> status == 201)
            .count();
    assertThat(created).isEqualTo(1);
    dev.awaitStatus(name, "Completed");
    assertThat(dev.log(name)).isEqualTo("run\n");
    assertThat(azure.journal("/jobs/" + name, "\"created\":true")).hasSize(1);
  }

  @Test
  void endsTheWholeProcessTreeOfACanceledJob() {
    dev.submit("endless", "sleep 600 & echo child $!; sleep 601");
    await().until(() -> dev.log("endless").contains("child"));
    var child = Long.parseLong(dev.log("endless").replaceAll("\\D", ""));
    assertThat(ProcessHandle.of(child)).isPresent();
    var canceled = azure.post(DEV + "/jobs/endless/cancel", "");
    assertThat(canceled.status()).isEqualTo(202);
    assertThat(canceled.header("Location")).isPresent();
    dev.awaitStatus("endless", "Canceled");
    await().until(() -> ProcessHandle.of(child).filter(ProcessHandle::isAlive).isEmpty());
    assertThat(dev.log("endless")).contains("child");
  }

  @Test
  void cancelsAJobThatOutlastsItsLimit() {
    dev.submit(
        "late",
        "sleep 600",
        job -> job.withObject("/limits").put("jobLimitsType", "Command").put("timeout", "PT1H"));
    dev.awaitStatus("late", "Running");
    azure.advanceClock("PT2H");
    dev.awaitStatus("late", "Canceled");
    assertThat(dev.details("late").at("/warnings/0/message").asText()).contains("time limit");
  }

  @Test
  void refusesAJobWithoutWhatItNeeds() {
    assertThat(dev.submit("bad", "").status()).isEqualTo(400);
    assertThat(
            dev.submit(
                    "bad",
                    "true",
                    job -> job.put("environmentId", DEV + "/environments/x/versions/1"))
                .status())
        .isEqualTo(400);
    assertThat(
            dev.submit("bad", "true", job -> job.put("computeId", DEV + "/computes/none"))
                .at("/error/message")
                .asText())
        .contains("none");
    assertThat(
            dev.submit("bad", "true", job -> job.put("computeId", "cpu-cluster"))
                .at("/error/message")
                .asText())
        .contains("not the id of a compute");
    assertThat(
            dev.submit(
                    "bad",
                    "true",
                    job -> job.withObject("/outputs/model").put("jobOutputType", "folder"))
                .status())
        .isEqualTo(400);
    assertThat(dev.submit("bad%20name", "true").status()).isEqualTo(400);
    assertThat(azure.get(DEV + "/jobs/bad").status()).isEqualTo(404);
  }

  @Test
  void endsAJobWithTheErrorThatWasOrdered() {
    azure.fault(
        "{\"method\": \"PUT\", \"path\": \"/jobs/doomed\", \"fault\": \"fail\", \"error\": {\"code\": \"OutOfCapacity\", \"message\": \"No node is free.\"}}");
    dev.submit("doomed", "echo never");
    dev.awaitStatus("doomed", "Failed");
    assertThat(dev.details("doomed").at("/error/error/code").asText()).isEqualTo("OutOfCapacity");
    assertThat(dev.log("doomed")).isEmpty();
  }

  @Test
  void leavesAJobInTheQueueThatWasOrderedToBeStuck() {
    azure.fault("{\"method\": \"PUT\", \"path\": \"/jobs/stuck\", \"fault\": \"stuck\"}");
    dev.submit("stuck", "echo never");
    dev.awaitStatus("stuck", "Queued");
    azure.advanceClock("P7D");
    dev.submit("after", "true");
    dev.awaitStatus("after", "Completed");
    assertThat(dev.status("stuck")).isEqualTo("Queued");
    azure.post(DEV + "/jobs/stuck/cancel", "");
    dev.awaitStatus("stuck", "Canceled");
  }
}
