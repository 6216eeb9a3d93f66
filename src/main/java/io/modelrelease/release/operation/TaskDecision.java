package io.modelrelease.release.operation;

import io.modelrelease.release.Variables;
import java.util.Optional;
import java.util.Set;
import org.camunda.bpm.engine.ProcessEngineException;
import org.camunda.bpm.engine.delegate.DelegateTask;

/**
 * What a person decided in a task: the task's own values. The models give every such task the input
 * parameters {@code decision} and {@code reason}, so that what is typed stays in the task's own
 * scope, by whichever way it is completed, and a process variable of that name decides nothing.
 *
 * @param decision one of the choices
 * @param reason what they wrote, if anything
 * @param person their user id
 */
public record TaskDecision(String decision, Optional<String> reason, String person) {

  /**
   * @throws ProcessEngineException when the decision is none of the choices, or nobody is logged in
   */
  public static TaskDecision of(DelegateTask task, Set<String> choices) {
    var authentication =
        task.getProcessEngineServices().getIdentityService().getCurrentAuthentication();
    if (authentication == null || authentication.getUserId() == null) {
      throw new ProcessEngineException("Nobody is logged in: a task is decided by a person.");
    }
    var decision = text(task, Variables.DECISION.name()).orElse("");
    if (!choices.contains(decision)) {
      throw new ProcessEngineException(
          "Set decision to one of %s (it is '%s')."
              .formatted(choices.stream().sorted().toList(), decision));
    }
    return new TaskDecision(decision, text(task, "reason"), authentication.getUserId());
  }

  private static Optional<String> text(DelegateTask task, String name) {
    return task.getVariable(name) instanceof String text && !text.isBlank()
        ? Optional.of(text.strip())
        : Optional.empty();
  }
}
