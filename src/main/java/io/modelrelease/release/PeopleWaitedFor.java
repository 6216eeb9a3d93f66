package io.modelrelease.release;

import java.util.Set;
import org.camunda.bpm.engine.delegate.DelegateTask;
import org.camunda.bpm.engine.delegate.TaskListener;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Hears of the engine when a release begins and ends to wait for a person. */
@Component
class PeopleWaitedFor {
  private static final Set<String> EVENTS =
      Set.of(
          TaskListener.EVENTNAME_CREATE,
          TaskListener.EVENTNAME_COMPLETE,
          TaskListener.EVENTNAME_DELETE);

  private final ApplicationEventPublisher events;

  PeopleWaitedFor(ApplicationEventPublisher events) {
    this.events = events;
  }

  @EventListener
  void heard(DelegateTask task) {
    var release = task.getExecution() == null ? null : task.getExecution().getProcessBusinessKey();
    if (release != null && EVENTS.contains(task.getEventName())) {
      events.publishEvent(new ReleaseMoved(release, false));
    }
  }
}
