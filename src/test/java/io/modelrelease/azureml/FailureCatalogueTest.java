package io.modelrelease.azureml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelrelease.azureml.FailureRow.Means;
import io.modelrelease.azureml.FailureSamples.Sample;
import io.modelrelease.azureml.Progress.State;
import io.modelrelease.emulator.RunningEmulator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each row of the catalogue, through the client, as the service would say it. */
class FailureCatalogueTest {
  /** Their causes are ends that the emulator brings about by itself, below. */
  private static final Set<String> WITHOUT_SAMPLE =
      Set.of("job was cancelled by somebody", "job does not respond");

  private static final AtomicInteger COUNT = new AtomicInteger();

  @TempDir static Path home;
  private static RunningEmulator azure;
  private static Workspace workspace;

  @BeforeAll
  static void start() {
    azure = RunningEmulator.start(home);
    workspace = BoundClient.ofEmulator(azure.address().toString()).workspace(TargetEnvironment.DEV);
    azure.put(environment(), "{\"properties\": {\"image\": \"sample:1\"}}");
  }

  @AfterAll
  static void stop() {
    azure.close();
  }

  static Stream<Sample> samples() {
    return FailureSamples.ALL.stream();
  }

  @ParameterizedTest
  @MethodSource("samples")
  void recognisesWhatAzureSays(Sample sample) {
    var row = row(sample.row());
    switch (sample.stage()) {
      case REQUEST -> {
        var refusal = refused(sample);
        assertThat(refusal.likelyCause()).isEqualTo(row.cause());
        assertThat(refusal.nextStep()).isEqualTo(row.next());
        assertThat(refusal.kind().name()).isEqualTo(row.means().name());
      }
      case OPERATION -> recognised(row, operation(sample));
      case JOB -> recognised(row, job(sample));
    }
  }

  private static void recognised(FailureRow row, AzureError error) {
    assertThat(error.row().name()).isEqualTo(row.name());
    assertThat(error.likelyCause()).isEqualTo(row.cause());
    assertThat(error.nextStep()).isEqualTo(row.next());
    assertThat(error.isResult()).isEqualTo(row.means() == Means.RESULT);
    assertThat(error.passes()).isEqualTo(row.means() == Means.TRANSIENT);
  }

  private static AzureException refused(Sample sample) {
    var id = workspace.armId("computes", fresh("cluster"));
    var body =
        sample.message().startsWith("{")
            ? sample.message().replace("\\'", "\\\"").replace("'", "\"")
            : error(sample).toString();
    azure.fault(
        "{\"method\": \"PUT\", \"path\": \"%s\", \"fault\": \"status\", \"status\": %d, \"body\": %s}"
            .formatted(id, sample.status(), body.replaceAll("\\s*\\R\\s*", " ")));
    return catchThrowableOfType(AzureException.class, () -> workspace.put(id, compute()));
  }

  private static ObjectNode compute() {
    var compute = Rest.JSON.createObjectNode().put("location", "westeurope");
    var properties = compute.putObject("properties").put("computeType", "AmlCompute");
    properties
        .putObject("properties")
        .put("vmSize", "Standard_DS3_v2")
        .putObject("scaleSettings")
        .put("maxNodeCount", 1);
    return compute;
  }

  private static AzureError operation(Sample sample) {
    var id = workspace.armId("computes", fresh("cluster"));
    azure.fault(
        "{\"method\": \"PUT\", \"path\": \"%s\", \"fault\": \"fail\", %s}"
            .formatted(id, inner(sample)));
    var started = workspace.put(id, compute());
    return ended(() -> workspace.progress(id, started.operationUrl())).error().orElseThrow();
  }

  private static AzureError job(Sample sample) {
    var name = fresh("job");
    azure.fault(
        "{\"method\": \"PUT\", \"path\": \"/jobs/%s\", \"fault\": \"fail\", %s}"
            .formatted(name, inner(sample)));
    workspace.jobs().submit(name, command("echo never"));
    return ended(() -> workspace.jobs().progress(name)).error().orElseThrow();
  }

  private static ObjectNode error(Sample sample) {
    var body = Rest.JSON.createObjectNode();
    body.putObject("error").put("code", sample.code()).put("message", sample.message());
    return body;
  }

  private static String inner(Sample sample) {
    var text = error(sample).toString();
    return text.substring(1, text.length() - 1);
  }

  private static Progress ended(java.util.concurrent.Callable<Progress> look) {
    return await()
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(30))
        .until(look, Progress::over);
  }

  private static ObjectNode command(String command) {
    var body = Rest.JSON.createObjectNode();
    body.putObject("properties")
        .put("jobType", "Command")
        .put("command", command)
        .put("environmentId", environment())
        .put("experimentName", "failures");
    return body;
  }

  private static String environment() {
    return RunningEmulator.DEV + "/environments/sample/versions/1";
  }

  private static String fresh(String prefix) {
    return prefix + COUNT.incrementAndGet();
  }

  private static FailureRow row(String name) {
    return FailureCatalogue.read().rows().stream()
        .filter(row -> row.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no row " + name));
  }

  // real causes

  @Test
  void showsTheLastLinesOfAProgramThatFailed() {
    workspace.jobs().submit("real-exit", command("sh -c 'echo column age is missing; exit 3'"));
    var error = ended(() -> workspace.jobs().progress("real-exit")).error().orElseThrow();
    assertThat(error.row().name()).isEqualTo("program ended with an error");
    assertThat(error.details()).contains("column age is missing");
    assertThat(workspace.jobs().failedByItsOwnCode(error)).isTrue();
  }

  @Test
  void tellsAProgramThatWasKilledForItsMemoryFromOneThatFailed() {
    workspace.jobs().submit("real-kill", command("sh -c 'exit 137'"));
    var error = ended(() -> workspace.jobs().progress("real-kill")).error().orElseThrow();
    assertThat(error.nextStep()).contains("more memory", "compute's YAML");
  }

  @Test
  void showsTheBuildLogOfAnImage() {
    azure.fault(
        """
        {"method": "PUT", "path": "/jobs/no-image", "fault": "fail",
         "error": {"code": "UserError", "message": "Image build failed. For more details, check log file azureml-logs/20_image_build_log.txt."}}""");
    azure.send(
        "PUT",
        azure.blob(
            "mlw-dev",
            "azureml",
            "ExperimentRun/dcid.no-image/azureml-logs/20_image_build_log.txt"),
        "Step 3: RUN conda env create\nResolvePackageNotFound: xgboost==99\n",
        Map.of("x-ms-blob-type", "BlockBlob"));
    workspace.jobs().submit("no-image", command("echo never"));
    var progress = ended(() -> workspace.jobs().progress("no-image"));
    assertThat(progress.error())
        .hasValueSatisfying(
            error -> {
              assertThat(error.isResult()).as("no fault of the program").isFalse();
              assertThat(error.details()).contains("ResolvePackageNotFound: xgboost==99");
            });
  }

  @Test
  void tellsAJobThatSomebodyCancelledFromOneThatTookTooLong() {
    workspace.jobs().submit("cancelled", command("sleep 60"));
    await().until(() -> status("cancelled").equals("Running"));
    workspace.jobs().cancel("cancelled");
    var cancelled = ended(() -> workspace.jobs().progress("cancelled"));
    assertThat(cancelled.state()).isEqualTo(State.CANCELED);
    assertThat(cancelled.error().orElseThrow().row().name())
        .isEqualTo("job was cancelled by somebody");

    var limited = command("sleep 60");
    ((ObjectNode) limited.path("properties"))
        .putObject("limits")
        .put("jobLimitsType", "Command")
        .put("timeout", "PT30M");
    workspace.jobs().submit("too-long", limited);
    await().until(() -> status("too-long").equals("Running"));
    azure.advanceClock("PT31M");
    var late = ended(() -> workspace.jobs().progress("too-long")).error().orElseThrow();
    assertThat(late.row().name()).isEqualTo("job took longer than its limit");
    assertThat(late.isResult()).isTrue();
  }

  private static String status(String job) {
    return azure.get(RunningEmulator.DEV + "/jobs/" + job).at("/properties/status").asText();
  }

  @Test
  void showsTheContainersLinesOfADeploymentThatDoesNotComeUp() {
    azure.upload("mlw-dev", "broken/MLmodel", "artifact_path: model\nflavors: {}\n");
    var model = RunningEmulator.DEV + "/models/broken/versions/1";
    azure.put(
        model,
        "{\"properties\": {\"modelType\": \"mlflow_model\", \"modelUri\": \"%s\"}}"
            .formatted(RunningEmulator.datastoreUri("broken/")));
    var endpoint = workspace.armId("onlineEndpoints", "crashes");
    azure.put(endpoint, "{\"location\": \"westeurope\", \"properties\": {\"authMode\": \"Key\"}}");
    var id = endpoint + "/deployments/blue";
    var put =
        azure.put(
            id,
            """
            {"location": "westeurope", "sku": {"name": "Default", "capacity": 1}, "properties":
             {"endpointComputeType": "Managed", "instanceType": "Standard_DS3_v2", "model": "%s"}}"""
                .formatted(model));
    assertThat(put.status()).as(put.text()).isEqualTo(201);
    var error =
        ended(() -> workspace.progress(id, put.header("Azure-AsyncOperation")))
            .error()
            .orElseThrow();
    assertThat(error.row().name()).startsWith("scoring ");
    assertThat(error.details()).anyMatch(line -> line.contains("ERROR"));
  }

  @Test
  void showsTheBuildLogOfADeploymentsImage() {
    azure.send(
        "PUT",
        azure.blob("mlw-dev", "azureml", "ImageLogs/7/build.log"),
        "Step 3: RUN conda env create\nResolvePackageNotFound: xgboost==99\n",
        Map.of("x-ms-blob-type", "BlockBlob"));
    for (var words :
        List.of(
            "Image build failed: the build log is under the storage account 'stmlwdev' in the container 'azureml' at the path 'ImageLogs/7/build.log'.",
            "The build log is available in the workspace blob store 'stmlwdev' under the path '/azureml/ImageLogs/7/build.log'")) {
      var error = new AzureError("ImageBuildFailure", words, Optional.empty(), List.of());
      var id = workspace.armId("onlineEndpoints", "e", "deployments", "blue");
      assertThat(workspace.onlineEndpoints().withLog(id, error).details())
          .as(words)
          .contains("ResolvePackageNotFound: xgboost==99");
    }
  }

  /** The emulator's quota can be used up, and says so in the service's nested words. */
  @Test
  void readsThatTheQuotaIsUsedUp() {
    azure.send("POST", "/_emulator/quota", "{\"standardDSv2Family\": 2}", Map.of());
    io.modelrelease.emulator.TinyModel.trained(1)
        .folder()
        .forEach((file, content) -> azure.upload("mlw-dev", "plain/" + file, content));
    var model = RunningEmulator.DEV + "/models/plain/versions/1";
    azure.put(
        model,
        "{\"properties\": {\"modelType\": \"mlflow_model\", \"modelUri\": \"%s\"}}"
            .formatted(RunningEmulator.datastoreUri("plain/")));
    var endpoint = workspace.armId("onlineEndpoints", "poor");
    azure.put(endpoint, "{\"location\": \"westeurope\", \"properties\": {\"authMode\": \"Key\"}}");
    try {
      var body = Rest.JSON.createObjectNode().put("location", "westeurope");
      body.putObject("sku").put("name", "Default").put("capacity", 1);
      body.putObject("properties")
          .put("endpointComputeType", "Managed")
          .put("instanceType", "Standard_DS3_v2")
          .put("model", model);
      var refusal =
          catchThrowableOfType(
              AzureException.class, () -> workspace.put(endpoint + "/deployments/blue", body));
      assertThat(refusal.words())
          .contains("VmSize: Not enough quota available for Standard_DS3_v2");
      assertThat(refusal.likelyCause()).isEqualTo(row("quota is used up at a deployment").cause());
    } finally {
      azure.send("DELETE", "/_emulator/quota", "", Map.of());
    }
  }

  @Test
  void readsWhatIsHiddenInTheDetails() {
    var sample =
        FailureSamples.ALL.stream()
            .filter(one -> one.message().contains("Standard_F4s_v2"))
            .findFirst()
            .orElseThrow();
    assertThat(refused(sample).words())
        .isEqualTo(
            "The request is invalid. VmSize: Not enough quota available for Standard_F4s_v2 in SubscriptionId s. Current usage/limit: 0/6. Additional needed: 8");
  }

  // the table

  @Test
  void hasASampleOfEachRow() {
    var sampled = FailureSamples.ALL.stream().map(Sample::row).collect(Collectors.toSet());
    sampled.addAll(WITHOUT_SAMPLE);
    assertThat(FailureCatalogue.read().rows())
        .extracting(FailureRow::name)
        .doesNotHaveDuplicates()
        .containsExactlyInAnyOrderElementsOf(sampled);
  }

  @Test
  void saysOfEachRowWhatToDo() {
    assertThat(FailureCatalogue.read().rows())
        .allSatisfy(
            row -> {
              assertThat(row.cause()).endsWith(".");
              assertThat(row.next()).endsWith(".");
              assertThat(row.source()).isNotBlank();
              assertThat(row.when()).isNotEmpty();
            });
    assertThat(new AzureError("New", "words", Optional.empty(), List.of()).nextStep())
        .contains("Retry", "Stop");
  }

  private static List<FailureRow> all() {
    return Stream.concat(
            FailureCatalogue.read().rows().stream(), FailureCatalogue.withoutSign().stream())
        .toList();
  }

  /** For the operator's part of the README. */
  @Test
  void isWrittenDownForPeople() throws IOException {
    var page =
        new StringBuilder(
            "| what | means | likely cause | what to do | source |\n|---|---|---|---|---|\n");
    for (var row : all()) {
      page.append(
          "| %s | %s | %s | %s | %s%s |\n"
              .formatted(
                  row.name(),
                  row.means().name().toLowerCase(java.util.Locale.ROOT),
                  row.cause(),
                  row.next(),
                  row.source(),
                  row.verified() || row.source().isEmpty() ? "" : " (unverified)"));
    }
    Files.createDirectories(Path.of("target"));
    Files.writeString(Path.of("target", "failure-catalogue.md"), page);
    assertThat(page.toString().lines()).hasSizeGreaterThan(30);
  }
}
