package io.modelrelease.release.approval;

import io.modelrelease.ledger.Evidence;
import io.modelrelease.release.Variables;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;

/** An approval is overdue: it goes to the top of everybody's list, and the dossier says so. */
@Component
class EscalateApprovalDelegate implements JavaDelegate {
  private static final int OVERDUE_PRIORITY = 100;

  private final TaskService tasks;
  private final Evidence evidence;

  EscalateApprovalDelegate(TaskService tasks, Evidence evidence) {
    this.tasks = tasks;
    this.evidence = evidence;
  }

  @Override
  public void execute(DelegateExecution execution) {
    tasks
        .createTaskQuery()
        .processInstanceId(execution.getProcessInstanceId())
        .taskDefinitionKey("Task_ApproveProduction")
        .list()
        .forEach(task -> tasks.setPriority(task.getId(), OVERDUE_PRIORITY));
    evidence.happened(
        execution.getProcessBusinessKey(),
        "model-release",
        "The approval is overdue since %s: it stands at the top of the approvers' list. Approve or reject it, or stop the release."
            .formatted(Variables.APPROVAL_DUE.from(execution)));
  }
}
