package io.modelrelease.pipelines.azurecli;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrelease.pipelines.azurecli.Agent.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * The step templates that use the Azure CLI, on a bare system, in the order in which its first job
 * meets them: real apt, the real Azure CLI, and a small extension that it installs for real, since
 * Azure is not there.
 */
@Tag("agents")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class BareDebianTest {
  private static final String STATE = "/home/agent/state";
  private static BareDebian debian;
  private static ExtensionIndex index;

  @BeforeAll
  static void bareSystem() throws Exception {
    debian = new BareDebian(Path.of("target/agents/debian"));
    index = new ExtensionIndex("2.30.0", "2.37.2");
    debian.inside("install", "-d", "-o", "agent", STATE);
    debian.inside("install", "-o", "agent", "/dev/null", STATE + "/computes");
  }

  @AfterAll
  static void gone() throws Exception {
    index.close();
    debian.close();
  }

  private static Agent agent(boolean network) {
    return debian
        .agent(
            "agent", network, Map.of("AZURE_EXTENSION_INDEX_URL", index.url(), "AZ_STATE", STATE))
        .variable("resource_group", "rg-models")
        .variable("aml_workspace", "mlw-models");
  }

  @Test
  @Order(1)
  void aUserWithoutSudoIsToldWhatIsMissing() throws Exception {
    debian.sudo(false);
    refused(agent(true).run("install-az-cli"), "agent may not install it", "sudo");
  }

  @Test
  @Order(2)
  void withoutNetworkNoAzureCliIsInstalledAndNothingIsLeft() throws Exception {
    debian.sudo(true);
    var before = debian.state();
    refused(agent(false).run("install-az-cli"), "packages.microsoft.com", "proxy");
    assertThat(debian.changesSince(before)).isEmpty();
  }

  @Test
  @Order(3)
  void installsAnAzureCliThatRuns() throws Exception {
    var outcome = agent(true).run("install-az-cli");
    green(outcome);
    assertThat(outcome.output()).containsPattern("Azure CLI 2\\.\\d+\\.\\d+ is installed\\.");
    assertThat(debian.inside("bash", "-c", "az --version 2> /dev/null || true"))
        .contains("azure-cli");
  }

  @Test
  @Order(4)
  void theSecondRunChangesNothing() throws Exception {
    var before = debian.state();
    for (var network : List.of(true, false)) {
      var outcome = agent(network).run("install-az-cli");
      green(outcome);
      assertThat(outcome.output()).contains("is there: nothing changed.");
    }
    var asRoot = debian.agent("root", true, Map.of()).run("install-az-cli");
    assertThat(asRoot.output()).contains("is there: nothing changed.");
    assertThat(debian.changesSince(before)).isEmpty();
  }

  @Test
  @Order(5)
  void withoutNetworkTheExtensionIsRed() throws Exception {
    refused(agent(false).run("install-aml-cli"), "cannot be fetched", "AZURE_EXTENSION_INDEX_URL");
    refused(
        agent(true).run("create-compute", StepTemplate.CLUSTER),
        "misspelled",
        "install-aml-cli.yml");
  }

  @Test
  @Order(6)
  void installsTheExtensionOnceAndWorksInTasksThatForget() throws Exception {
    var agent = agent(true);
    green(agent.run("install-aml-cli", Map.of("mlVersion", "2.30.0")));
    var upgraded = agent.run("install-aml-cli");
    green(upgraded);
    assertThat(upgraded.output()).contains("The extension ml 2.37.2 is installed and works.");
    var before = debian.state();
    assertThat(agent.run("install-aml-cli").output()).contains("works: nothing changed.");
    assertThat(agent(false).run("install-aml-cli").output()).contains("works: nothing changed.");
    assertThat(debian.changesSince(before)).isEmpty();

    var created = agent.run("create-compute", StepTemplate.CLUSTER);
    green(created);
    assertThat(created.output()).contains("The cluster cpu-cluster is created.");
    var again = agent.run("create-compute", StepTemplate.CLUSTER);
    assertThat(again.output()).contains("cpu-cluster is there: nothing changed.");
    assertThat(Files.readAllLines(debian.path(STATE + "/computes")))
        .containsExactly("mlw-models/cpu-cluster Standard_DS3_v2 0-4 dedicated");
  }

  @Test
  @Order(7)
  void repairsAnExtensionOfWhichHalfIsThere() throws Exception {
    debian.inside("bash", "-c", "rm -r /home/agent/_tool/azure-cli-extensions/ml/*.dist-info");
    var outcome = agent(true).run("install-aml-cli");
    green(outcome);
    assertThat(outcome.output()).contains("The extension ml 2.37.2 is installed and works.");

    // importable no more: az lists it, and calls it misspelled
    debian.inside(
        "bash",
        "-c",
        "echo 'import gone' > /home/agent/_tool/azure-cli-extensions/ml/azext_ml/__init__.py");
    var repaired = agent(true).run("install-aml-cli");
    green(repaired);
    assertThat(repaired.output()).contains("removing it").contains("is installed and works.");
  }

  @Test
  @Order(8)
  void aConnectionThatIsNotLoggedInIsRed() throws Exception {
    refused(agent(true).run("connect-to-workspace"), "az login", "verify the connection");
  }

  @Test
  @Order(9)
  void connectsToTheRightWorkspaceOnly() throws Exception {
    var bin = debian.path("/home/agent/bin");
    var az = new RecordingAz(bin, debian.path(STATE));
    debian.inside("chown", "-R", "agent:", "/home/agent");
    var agent =
        debian
            .agent(
                "agent",
                false,
                Map.of("PATH", "/home/agent/bin:" + BareDebian.PATH, "AZ_STATE", STATE))
            .variable("resource_group", "rg-models")
            .variable("aml_workspace", "mlw-models");
    for (var run = 0; run < 2; run++) {
      green(agent.run("install-aml-cli"));
      green(agent.run("connect-to-workspace"));
      green(agent.run("create-compute", StepTemplate.CLUSTER));
    }
    assertThat(az.computes()).hasSize(1);
    assertThat(az.calls().stream().filter(call -> call.contains(" create "))).hasSize(1);
    agent.variable("aml_workspace", "mlw-other");
    refused(agent.run("connect-to-workspace"), "There is no workspace mlw-other", "aml_workspace");
  }

  @Test
  @Order(10)
  void takesMicrosoftsPackageWhereItsRepositoryIsReached() throws Exception {
    debian.inside(
        "apt-get", "install", "-q", "-y", "--no-install-recommends", "gpg", "gpg-agent", "gpgconf");
    Files.copy(
        Path.of("src/test/resources/agents/repository.sh"), debian.path("/root/repository.sh"));
    debian.inside("bash", "/root/repository.sh", "/home/agent/packages", "2.90.0");
    try (var packages = ServedFiles.of(debian.path("/home/agent/packages"))) {
      var parameters = Map.of("azVersion", "2.90.0", "azRepository", packages.address());
      var outcome = agent(true).run("install-az-cli", parameters);
      green(outcome);
      assertThat(outcome.output()).contains("Azure CLI 2.90.0 is installed.");
      var before = debian.state();
      assertThat(agent(true).run("install-az-cli", parameters).output())
          .contains("Azure CLI 2.90.0 is there: nothing changed.");
      assertThat(debian.changesSince(before)).isEmpty();
    }
    // the mirror is gone, and a newer version is asked for
    var outcome = agent(false).run("install-az-cli", Map.of("azVersion", "2.91.0"));
    green(outcome);
    assertThat(outcome.output())
        .contains("type=warning]Azure CLI is 2.90.0 here, 2.91.0 is wanted");
  }

  private static void green(Outcome outcome) {
    assertThat(outcome.green()).as(outcome.output()).isTrue();
  }

  private static void refused(Outcome outcome, String... words) {
    assertThat(outcome.green()).as(outcome.output()).isFalse();
    assertThat(outcome.error()).as(outcome.output()).contains(words);
  }
}
