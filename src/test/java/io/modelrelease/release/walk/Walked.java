package io.modelrelease.release.walk;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.task.Task;

/** An instance on its walk. */
public final class Walked {
  private final ProcessWalk walk;
  private final String instance;

  Walked(ProcessWalk walk, String instance) {
    this.walk = walk;
    this.instance = instance;
  }

  /** Time passes; whatever is due by then is done. */
  public Walked passes(Duration time) {
    walk.pass(time);
    return this;
  }

  /** A message comes for the first that waits for it. */
  public Walked receives(String message) {
    var runtime = ProcessWalk.engine().getRuntimeService();
    var waiting =
        runtime
            .createEventSubscriptionQuery()
            .processInstanceId(instance)
            .eventType("message")
            .eventName(message)
            .list();
    if (waiting.isEmpty()) {
      throw new AssertionError("Nothing waits for " + message);
    }
    runtime.messageEventReceived(message, waiting.get(0).getExecutionId());
    walk.run();
    return this;
  }

  /** A person completes the open task of that id. */
  public Walked completes(String taskId, String person, Map<String, Object> values) {
    var identity = ProcessWalk.engine().getIdentityService();
    identity.setAuthenticatedUserId(person);
    try {
      ProcessWalk.engine().getTaskService().complete(task(taskId).getId(), values);
    } finally {
      identity.clearAuthentication();
    }
    walk.run();
    return this;
  }

  /** An open task; the first of several. */
  public Task task(String id) {
    return ProcessWalk.engine()
        .getTaskService()
        .createTaskQuery()
        .processInstanceId(instance)
        .taskDefinitionKey(id)
        .initializeFormKeys()
        .list()
        .stream()
        .findFirst()
        .orElseThrow(() -> new AssertionError("There is no open task " + id));
  }

  List<String> path() {
    return walk.pathOf(instance);
  }

  boolean isOver() {
    return ProcessWalk.engine()
            .getRuntimeService()
            .createProcessInstanceQuery()
            .processInstanceId(instance)
            .singleResult()
        == null;
  }

  List<String> waitingAt() {
    return isOver()
        ? List.of()
        : ProcessWalk.engine().getRuntimeService().getActiveActivityIds(instance);
  }
}
