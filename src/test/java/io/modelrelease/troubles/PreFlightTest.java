package io.modelrelease.troubles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.modelrelease.azureml.Content;
import io.modelrelease.azureml.Names.EndpointKind;
import io.modelrelease.azureml.TargetEnvironment;
import io.modelrelease.doors.Visitor;
import io.modelrelease.release.ReleaseCase;
import io.modelrelease.release.preflight.Finding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What would fail after an hour of training is found before it begins. */
class PreFlightTest extends PreFlights {
  @Test
  void findsNothingWhereAllIsWellAndIsQuick() {
    var began = System.nanoTime();
    assertThat(findings(PROJECT)).isEmpty();
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(LONGEST);
  }

  @Test
  void findsARegistryThatTheIdentityMayNotRead() {
    azure.fault(
        """
        {"method": "GET", "path": ".*registries/mlr-production.*", "times": 20,
         "fault": "status", "status": 403,
         "body": {"error": {"code": "AuthorizationFailed", "message": "no right to read"}}}""");

    assertThat(findings(PROJECT))
        .filteredOn(Finding::refuses)
        .isNotEmpty()
        .allMatch(finding -> finding.where().equals("production"))
        .anyMatch(finding -> finding.sentence().contains("AuthorizationFailed"));
  }

  @Test
  void findsAnEndpointNameThatIsTakenInAnotherWorkspace() {
    azure.put(
        "mlw-dev",
        "/onlineEndpoints/taken-before-take-off",
        EmulatorSeen.parse(
            """
            {"location": "westeurope", "identity": {"type": "SystemAssigned"},
             "properties": {"authMode": "Key"}}"""));

    assertThat(
            findings(
                PROJECT.replacing(
                    "task: binary",
                    "names: {production: {online: taken-before-take-off}}\ntask: binary")))
        .singleElement()
        .satisfies(finding -> assertThat(finding.refuses()).isTrue())
        .extracting(Finding::sentence)
        .asString()
        .contains("taken-before-take-off")
        .contains("is taken in workspace mlw-dev")
        .contains("names in model.yml");
  }

  @Test
  void findsWhatAFileNamesAndNobodyHas() {
    assertThat(
            findings(
                PROJECT
                    .replacing(
                        "environment: azureml:trainer@latest", "environment: azureml:trainr:7")
                    .replacing("azureml:before-take-off-cpu", "azureml:gone-cpu")))
        .filteredOn(Finding::refuses)
        .extracting(Finding::sentence)
        .anyMatch(sentence -> sentence.contains("no trainr in environments, version 7"))
        .anyMatch(sentence -> sentence.contains("no gone-cpu in computes"));
  }

  @Test
  void namesTheRoleForARightThatAnIdentityLacks() {
    deny("workspaces/onlineEndpoints/deployments/write", WORKSPACES + "mlw-staging");

    assertThat(findings(PROJECT))
        .singleElement()
        .matches(Finding::refuses)
        .extracting(Finding::sentence)
        .asString()
        .startsWith("staging: The identity of staging (emulator) lacks the right")
        .contains("workspaces/onlineEndpoints/deployments/write on workspace mlw-staging")
        .contains("AzureML Data Scientist on " + WORKSPACES + "mlw-staging");
  }

  @Test
  void asksForAnotherRoleWhereAComputeHasToBeCreatedOrAModelPublished() {
    deny("workspaces/computes/*/write", WORKSPACES + "mlw-dev");
    deny("registries/assets/write", "");

    assertThat(findings(PROJECT))
        .allMatch(Finding::refuses)
        .extracting(Finding::sentence)
        .hasSize(3)
        .anyMatch(
            sentence ->
                sentence.startsWith("dev: ")
                    && sentence.contains("computes/write")
                    && sentence.contains("AzureML Compute Operator"))
        .anyMatch(
            sentence ->
                sentence.startsWith("production: ")
                    && sentence.contains("registry mlr-production")
                    && sentence.contains("AzureML Registry User"));
  }

  @Test
  void warnsWhereAzureDoesNotTellWhichRightsThereAre() {
    azure.order("rights", "{\"deny\": \"Microsoft.Authorization/permissions/read\"}");

    assertThat(findings(PROJECT))
        .hasSize(5) // three workspaces, two registries
        .noneMatch(Finding::refuses)
        .allMatch(finding -> finding.sentence().contains("the role Reader has"));
  }

  @Test
  void namesIdentityRightAndScopeWhereSomethingReferredToMayNotBeRead() {
    deny("workspaces/environments/versions/read", WORKSPACES + "mlw-dev");

    assertThat(findings(PROJECT.replacing("azureml:trainer@latest", "azureml:AnotherOne:7")))
        .filteredOn(finding -> finding.sentence().contains("environments/versions/read"))
        .singleElement()
        .matches(Finding::refuses)
        .extracting(Finding::sentence)
        .asString()
        .contains("identity of dev (emulator)")
        .contains("environments/AnotherOne/versions/7")
        .contains("AzureML Data Scientist");
  }

  @Test
  void findsADatastoreToWhichThereIsNoWay() {
    azure.fault(
        """
        {"method": "GET", "path": "/stmlwdev/.*", "times": 20, "fault": "reset"}""");

    assertThat(findings(PROJECT))
        .singleElement()
        .matches(Finding::isUnseen)
        .extracting(Finding::sentence)
        .asString()
        .contains("no way to the default datastore of workspace mlw-dev")
        .contains("firewall");
  }

  @Test
  void findsARegistryToWhichThereIsNoWay() {
    azure.fault(
        """
        {"method": "GET", "path": ".*/registries/mlr-production/models/.*", "times": 20,
         "fault": "reset"}""");

    assertThat(findings(PROJECT))
        .singleElement()
        .matches(Finding::isUnseen)
        .extracting(Finding::sentence)
        .asString()
        .startsWith("production: There is no way to registry mlr-production");
  }

  @Test
  void findsAVersionThatSomebodyElsePublished() {
    var dev = azureMl.workspace(TargetEnvironment.DEV);
    var model = Project.named("published-by-hand");
    var files = new TreeMap<>(Map.of("MLmodel", Content.of(new byte[] {1})));
    var version = dev.armId("models", model.model(), "versions", "1");
    dev.put(
        version,
        EmulatorSeen.parse(
            "{\"properties\": {\"modelType\": \"mlflow_model\", \"modelUri\": \"%s\"}}"
                .formatted(
                    dev.datastore().longUri(dev.datastore().place("by-hand", files, true)))));
    var registry = azureMl.registry(TargetEnvironment.PRODUCTION);
    dev.publishModel(model.model(), "1", registry);
    await("published").until(() -> registry.findModel(model.model(), "1").isPresent());

    assertThat(findings(model))
        .singleElement()
        .matches(Finding::refuses)
        .extracting(Finding::sentence)
        .asString()
        .contains("Registry mlr-production has published-by-hand version 1 already")
        .contains("gets the next number");
  }

  @Test
  void refusesAnEndpointThatNoReleaseMadeUnlessTheProjectHandsItOver() {
    var project = Project.named("somebody-elses");
    var name =
        ReleaseCase.endpointName(
            azureMl, read(project), TargetEnvironment.PRODUCTION, EndpointKind.ONLINE);
    online("mlw-production", name, "Key");

    assertThat(findings(project))
        .singleElement()
        .matches(Finding::refuses)
        .extracting(Finding::sentence)
        .asString()
        .contains(name + " is there, and no release made it")
        .contains("names: {production: {online: %s}}".formatted(name));
    assertThat(findings(named(project, name)))
        .singleElement()
        .matches(finding -> !finding.refuses())
        .extracting(Finding::sentence)
        .asString()
        .contains("model.yml hands it over");
  }

  @Test
  void refusesAnEndpointWithAnotherLockThanItsFileSays() {
    online("mlw-production", "locked-otherwise", "AMLToken");

    assertThat(findings(named(PROJECT, "locked-otherwise")))
        .filteredOn(Finding::refuses)
        .singleElement()
        .extracting(Finding::sentence)
        .asString()
        .startsWith("online-endpoint.yml: It says auth_mode: key")
        .contains("Write auth_mode: aml_token");
  }

  @Test
  void findsANameThatABatchEndpointOfTheSameWorkspaceHas() {
    azure.put(
        "mlw-production",
        "/batchEndpoints/other-kind",
        EmulatorSeen.parse(
            """
            {"location": "westeurope", "properties": {"authMode": "AADToken"}}"""));

    assertThat(findings(named(PROJECT, "other-kind")))
        .filteredOn(Finding::refuses)
        .singleElement()
        .extracting(Finding::sentence)
        .asString()
        .contains("is taken in workspace mlw-production by a batch endpoint");
  }

  @Test
  void warnsOfAScoringScriptWhoseEnvironmentLacksWhatItNeeds() {
    var own =
        PROJECT.replacing(
            "instance_type: Standard_DS2_v2",
            """
                instance_type: Standard_DS2_v2
                code_configuration: {code: data, scoring_script: README.md}
                environment:
                  image: mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04
                  conda_file: {dependencies: [python=3.10, {pip: [numpy]}]}""");

    assertThat(findings(own))
        .singleElement()
        .matches(finding -> !finding.refuses())
        .extracting(Finding::sentence)
        .asString()
        .startsWith("online-deployment.yml: ")
        .contains("neither azureml-inference-server-http nor azureml-defaults");
  }

  @Test
  void warnsOfAnEnvironmentWithoutCodeUnlessItBringsItsOwnServer() {
    var without =
        """
        instance_type: Standard_DS2_v2
        environment:
          image: mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04
        """;
    assertThat(findings(PROJECT.replacing("instance_type: Standard_DS2_v2\n", without)))
        .singleElement()
        .extracting(Finding::sentence)
        .asString()
        .contains("names an environment and no code_configuration");
    assertThat(
            findings(
                PROJECT.replacing(
                    "instance_type: Standard_DS2_v2\n",
                    without
                        + """
                            inference_config:
                              liveness_route: {port: 8080, path: /live}
                              readiness_route: {port: 8080, path: /ready}
                              scoring_route: {port: 8080, path: /score}
                          """)))
        .isEmpty();
  }

  @Test
  void warnsOfATrainingThatNamesNoPackageOfTheScoringScript() {
    assertThat(
            findings(
                PROJECT.replacing(
                    "image: modelrelease.azurecr.io/trainer:0.1.0",
                    "image: modelrelease.azurecr.io/trainer:0.1.0\n"
                        + "conda_file: {dependencies: [python=3.10, {pip: [mlflow]}]}")))
        .singleElement()
        .matches(finding -> !finding.refuses())
        .extracting(Finding::sentence)
        .asString()
        .startsWith("job.yml: ")
        .contains("azureml-ai-monitoring", "extra_pip_requirements");
  }

  @Test
  void endsAReleaseWithinSecondsBeforeAnythingIsSent() throws IOException {
    var project =
        Project.named("refused-at-once")
            .replacing("instance_type: Standard_DS2_v2", "instance_type: Standard_DS2_v9");
    var pipeline = Visitor.withToken(address(), "local-pipeline");
    azure.forgetRequests();
    var began = System.nanoTime();

    var started =
        pipeline.multipart("api/releases", "b", Troubles.start(project, "model-release", 1));
    var release = Visitor.json(started).path("id").asText();
    var view =
        await("release " + release)
            .atMost(LONGEST)
            .until(
                () -> Visitor.json(pipeline.get("api/releases/" + release)),
                shown -> shown.path("state").asText().equals("failed"));

    var took = Duration.ofNanos(System.nanoTime() - began);
    assertThat(view.path("reason").asText()).contains("no VM size Standard_DS2_v9");
    assertThat(azure.changes()).isEmpty();
    Files.writeString(
        Path.of("target", "numbers-preflight.txt"),
        String.format(
            Locale.ROOT,
            "from POST /api/releases to refused by the pre-flight: %.1f s%n",
            took.toMillis() / 1e3));
  }
}
