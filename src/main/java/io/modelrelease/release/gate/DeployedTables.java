package io.modelrelease.release.gate;

import io.modelrelease.ledger.Evidence;
import java.util.Objects;
import java.util.Optional;
import org.camunda.bpm.engine.EntityTypes;
import org.camunda.bpm.engine.HistoryService;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.history.UserOperationLogEntry;
import org.camunda.bpm.engine.repository.DecisionDefinition;
import org.springframework.stereotype.Component;

/**
 * Says in the dossier of a release who deployed a table that decides on it. The engine's log has
 * that, too, but is not kept for as long.
 */
@Component
public class DeployedTables {
  private final HistoryService history;
  private final RepositoryService repository;
  private final Evidence evidence;

  DeployedTables(HistoryService history, RepositoryService repository, Evidence evidence) {
    this.history = history;
    this.repository = repository;
    this.evidence = evidence;
  }

  /**
   * Writes nothing down for a table that came with the application.
   *
   * @param definition id of the decision that was evaluated
   */
  public void decides(String releaseId, String definition) {
    var table = repository.getDecisionDefinition(definition);
    deployer(table)
        .ifPresent(
            person ->
                evidence.happened(
                    releaseId,
                    person,
                    "Had deployed the table %s (version %d), which decides here, at %s."
                        .formatted(table.getKey(), table.getVersion(), deployedAt(table))));
  }

  private Optional<String> deployer(DecisionDefinition table) {
    return history
        .createUserOperationLogQuery()
        .deploymentId(table.getDeploymentId())
        .entityType(EntityTypes.DEPLOYMENT)
        .operationType(UserOperationLogEntry.OPERATION_TYPE_CREATE)
        .list()
        .stream()
        .map(UserOperationLogEntry::getUserId)
        .filter(Objects::nonNull)
        .findFirst();
  }

  private String deployedAt(DecisionDefinition table) {
    return repository
        .createDeploymentQuery()
        .deploymentId(table.getDeploymentId())
        .singleResult()
        .getDeploymentTime()
        .toInstant()
        .toString();
  }
}
