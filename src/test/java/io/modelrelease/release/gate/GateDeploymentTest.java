package io.modelrelease.release.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelrelease.WholeApplication;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import org.camunda.bpm.engine.ManagementService;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.repository.DecisionDefinition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.transaction.support.TransactionTemplate;

/** What a restart does to the gate tables; the tables keep their rows, only a comment changes. */
class GateDeploymentTest extends WholeApplication {
  private static final Path TABLES = Path.of("processes");

  @Autowired private RepositoryService repository;
  @Autowired private ManagementService management;
  @Autowired private TransactionTemplate transaction;
  @Autowired private GateDeployment ours;

  private DecisionDefinition latest(String table) {
    return repository
        .createDecisionDefinitionQuery()
        .decisionDefinitionKey(table)
        .latestVersion()
        .singleResult();
  }

  private void restart(Path folder) {
    new GateDeployment(
            repository, management, transaction, new GateSettings(Optional.of(folder.toString())))
        .afterSingletonsInstantiated();
  }

  private static String changed(String table) throws IOException {
    return Files.readString(TABLES.resolve(table + ".dmn"))
        + "<!-- "
        + UUID.randomUUID()
        + " -->\n";
  }

  private static Path copyOfAll(Path folder) throws IOException {
    for (var table : new String[] {"quality-gate", "staging-gate", "approval-route"}) {
      Files.copy(TABLES.resolve(table + ".dmn"), folder.resolve(table + ".dmn"));
    }
    return folder;
  }

  @Test
  void aRestartDoesNotPutAnOldTableBack() throws IOException {
    repository
        .createDeployment()
        .name("by an admin")
        .addString("quality-gate.dmn", changed("quality-gate"))
        .deploy();
    var deployedByAdmin = latest("quality-gate").getId();
    ours.afterSingletonsInstantiated();
    assertThat(latest("quality-gate").getId()).isEqualTo(deployedByAdmin);
  }

  @Test
  void deploysTheTableThatChangedAndNoOther(@TempDir Path folder) throws IOException {
    copyOfAll(folder);
    restart(folder);
    var route = latest("approval-route").getId();
    var version = latest("quality-gate").getVersion();
    Files.writeString(folder.resolve("quality-gate.dmn"), changed("quality-gate"));
    restart(folder);
    assertThat(latest("quality-gate").getVersion()).isEqualTo(version + 1);
    assertThat(latest("approval-route").getId()).isEqualTo(route);
    restart(folder);
    assertThat(latest("quality-gate").getVersion()).isEqualTo(version + 1);
  }

  @Test
  void aFolderWithoutFreezeWindowsIsTakenAsItWas(@TempDir Path folder) throws IOException {
    var windows = latest("freeze-windows");
    assertThat(windows).as("ours").isNotNull();
    restart(copyOfAll(folder));
    assertThat(latest("freeze-windows").getId()).isEqualTo(windows.getId());
  }

  @Test
  void saysWhichFolderCannotBeRead(@TempDir Path folder) {
    assertThatThrownBy(() -> restart(folder.resolve("missing")))
        .hasMessageContaining("modelrelease.gates");
  }
}
