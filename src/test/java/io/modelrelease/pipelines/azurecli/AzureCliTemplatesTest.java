package io.modelrelease.pipelines.azurecli;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrelease.pipelines.azurecli.Agent.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** On an agent that has an Azure CLI, which forgets its configuration after each task. */
class AzureCliTemplatesTest {
  @TempDir Path machine;
  private RecordingAz az;
  private Agent agent;

  @BeforeEach
  void agentWithAz() throws Exception {
    az = new RecordingAz(machine.resolve("bin"), machine.resolve("state"));
    agent = agent("2.81.0").variable("resource_group", "rg-models");
    agent.variable("aml_workspace", "mlw-models");
  }

  private Agent agent(String azVersion) {
    var environment =
        new HashMap<>(
            Map.of(
                "PATH", machine.resolve("bin") + ":" + System.getenv("PATH"),
                "HOME", machine.resolve("home").toString(),
                "LANG", "C.UTF-8",
                "AZ_STATE", machine.resolve("state").toString(),
                "AZ_IS", azVersion,
                "AGENT_TOOLSDIRECTORY", machine.resolve("tool").toString(),
                "AGENT_TEMPDIRECTORY", machine.resolve("temp").toString()));
    return new Agent(List.of("bash"), Path.of("/"), environment);
  }

  @Test
  void leavesAnAzureCliAloneThatIsNewEnough() throws Exception {
    var outcome = agent.run("install-az-cli");
    assertThat(outcome.green()).as(outcome.output()).isTrue();
    assertThat(outcome.output()).contains("Azure CLI 2.81.0 is there: nothing changed.");
  }

  @Test
  void theWholeChainCreatesAClusterAndItsSecondRunChangesNothing() throws Exception {
    for (var template : List.of("install-aml-cli", "connect-to-workspace")) {
      var outcome = agent.run(template);
      assertThat(outcome.green()).as(outcome.output()).isTrue();
    }
    var created = agent.run("create-compute", StepTemplate.CLUSTER);
    assertThat(created.output()).contains("The cluster cpu-cluster is created.");
    assertThat(az.computes())
        .containsExactly("mlw-models/cpu-cluster Standard_DS3_v2 0-4 dedicated");
    az.calls();

    for (var template : List.of("install-aml-cli", "connect-to-workspace")) {
      assertThat(agent.run(template).green()).isTrue();
    }
    var again = agent.run("create-compute", StepTemplate.CLUSTER);
    assertThat(again.green()).isTrue();
    assertThat(again.output()).contains("cpu-cluster is there: nothing changed.");
    assertThat(az.calls())
        .noneMatch(call -> call.matches(".*\\b(add|remove|create|configure)\\b.*"));
    assertThat(az.computes()).hasSize(1);
  }

  @Test
  void laterStepsOfTheJobKnowWorkspaceAndSubscription() throws Exception {
    agent.run("install-aml-cli");
    var outcome = agent.run("connect-to-workspace");
    assertThat(outcome.green()).as(outcome.output()).isTrue();
    assertThat(agent.variables())
        .containsEntry("subscription_id", "11111111-2222-3333-4444-555555555555")
        .containsEntry("AZURE_DEFAULTS_GROUP", "rg-models")
        .containsEntry("AZURE_DEFAULTS_WORKSPACE", "mlw-models");
    assertThat(Files.readString(machine.resolve("temp/config.json")))
        .contains("\"workspace_name\": \"mlw-models\"");
  }

  @Test
  void repairsAHalfInstalledExtension() throws Exception {
    Files.createDirectories(machine.resolve("tool/azure-cli-extensions/ml"));
    Files.createDirectories(machine.resolve("tool/azure-cli-extensions/azure-cli-ml"));
    var outcome = agent.run("install-aml-cli");
    assertThat(outcome.green()).as(outcome.output()).isTrue();
    assertThat(outcome.output())
        .contains("Errno 2", "removing it", "The extension ml 2.37.2 is installed and works.");
    assertThat(machine.resolve("tool/azure-cli-extensions/azure-cli-ml")).doesNotExist();
  }

  @Test
  void repairsOnceAndThenSaysWhichPairDoesNotFit() throws Exception {
    az.fails("mismatch");
    refused(
        agent.run("install-aml-cli"), "misspelled", "Azure CLI 2.81.0", "azVersion and mlVersion");
    assertThat(az.calls().stream().filter(call -> call.startsWith("extension add"))).hasSize(2);
  }

  @Test
  void aVersionThatDoesNotExistIsSaid() throws Exception {
    refused(
        agent.run("install-aml-cli", Map.of("mlVersion", "9.9.9")),
        "No matching extensions",
        "mlVersion");
  }

  @Test
  void withoutNetworkTheExtensionThatIsThereIsKept() throws Exception {
    agent.run("install-aml-cli", Map.of("mlVersion", "2.30.0"));
    az.fails("network");
    refused(agent.run("install-aml-cli"), "aka.ms", "AZURE_EXTENSION_INDEX_URL");
    var outcome = agent.run("install-aml-cli", Map.of("mlVersion", "2.30.0"));
    assertThat(outcome.output()).contains("nothing changed");
  }

  @Test
  void wantOfMemoryIsSaid() throws Exception {
    az.fails("killed");
    refused(agent.run("install-aml-cli"), "137", "memory");
  }

  @Test
  void aWrongWorkspaceIsRedAndNothingIsMade() throws Exception {
    agent.run("install-aml-cli");
    agent.variable("aml_workspace", "mlw-other");
    refused(
        agent.run("connect-to-workspace"),
        "There is no workspace mlw-other in resource group rg-models",
        "Correct resource_group and aml_workspace");
    assertThat(agent.variables()).doesNotContainKey("subscription_id");
    refused(agent.run("create-compute", StepTemplate.CLUSTER), "There is no workspace mlw-other");
    assertThat(az.computes()).isEmpty();
  }

  /** Azure CLI ends with 3 for what is not found; of the extension ml that is not certain. */
  @Test
  void whatIsNotFoundIsKnownByAzuresWordsToo() throws Exception {
    agent.run("install-aml-cli");
    az.fails("coarse");
    var created = agent.run("create-compute", StepTemplate.CLUSTER);
    assertThat(created.output()).contains("The cluster cpu-cluster is created.");
    agent.variable("aml_workspace", "mlw-other");
    refused(agent.run("connect-to-workspace"), "There is no workspace mlw-other");
    refused(
        agent.run("create-compute", StepTemplate.CLUSTER), "mlw-other", "ParentResourceNotFound");
  }

  @Test
  void whatAzSaysDoesNotCommandTheAgent() throws Exception {
    agent.run("install-aml-cli");
    az.fails("forbidden");
    var outcome = agent.run("connect-to-workspace");
    refused(outcome, "may not read workspace mlw-models", "Give its identity a role");
    assertThat(outcome.output()).doesNotContain("##vso[task.complete");
  }

  @Test
  void aVariableThatNobodySetIsSaid() throws Exception {
    var bare = agent("2.81.0");
    bare.run("install-aml-cli");
    refused(bare.run("connect-to-workspace"), "resource_group is not set");
    refused(bare.run("create-compute", StepTemplate.CLUSTER), "resource_group is not set");
  }

  @Test
  void aConnectionThatIsNotLoggedInIsSaid() throws Exception {
    agent.run("install-aml-cli");
    az.fails("login");
    refused(
        agent.run("connect-to-workspace"), "not logged in", "az login", "verify the connection");
  }

  @ParameterizedTest
  @ValueSource(strings = {"connect-to-workspace", "create-compute"})
  void aMissingExtensionIsSaidWithTheTemplateThatBringsIt(String template) throws Exception {
    refused(agent.run(template, StepTemplate.CLUSTER), "misspelled", "install-aml-cli.yml");
  }

  @Test
  void anErrorOfAzureIsNotTakenForAMissingCluster() throws Exception {
    agent.run("install-aml-cli");
    az.fails("throttled");
    refused(
        agent.run("create-compute", StepTemplate.CLUSTER),
        "TooManyRequests",
        "nothing was created");
    assertThat(az.calls()).noneMatch(call -> call.startsWith("ml compute create"));
    az.worksAgain("throttled");
    az.fails("quota");
    refused(agent.run("create-compute", StepTemplate.CLUSTER), "total vCPU quota of 0", "quota");
  }

  @Test
  void anAgentWithoutAzureCliHearsWhichTemplateInstallsIt() throws Exception {
    Files.delete(machine.resolve("bin/az"));
    // az may be on this machine, so only what the step itself needs is in the path
    var bin = machine.resolve("bin");
    for (var tool : List.of("bash", "sed", "grep", "mktemp", "rm")) {
      var path = bin.resolve(tool);
      Files.writeString(path, "#!%s\nexec %s \"$@\"\n".formatted(found("bash"), found(tool)));
      path.toFile().setExecutable(true);
    }
    var bare =
        new Agent(
            List.of(found("bash").toString()),
            Path.of("/"),
            Map.of(
                "PATH", bin.toString(), "AGENT_TEMPDIRECTORY", machine.resolve("temp").toString()));
    refused(bare.run("install-aml-cli"), "no Azure CLI", "install-az-cli.yml");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"install-az-cli", "install-aml-cli", "connect-to-workspace", "create-compute"})
  void keepsToTheHouseRules(String template) {
    var text = StepTemplate.read(template).toString();
    assertThat(text).contains("set -euo pipefail").doesNotContain("continueOnError", "set -x");
    // AzureCLI@2's limit (its task.json)
    assertThat(((List<?>) StepTemplate.read(template).get("steps")).stream())
        .map(step -> ((Map<?, ?>) step).get("inputs"))
        .allMatch(
            inputs ->
                inputs == null
                    || ((Map<?, ?>) inputs).get("inlineScript").toString().length() < 5000);
  }

  private static Path found(String tool) {
    return List.of(System.getenv("PATH").split(":")).stream()
        .map(folder -> Path.of(folder, tool))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow();
  }

  private static void refused(Outcome outcome, String... words) {
    assertThat(outcome.green()).as(outcome.output()).isFalse();
    assertThat(outcome.error()).contains(words);
  }
}
