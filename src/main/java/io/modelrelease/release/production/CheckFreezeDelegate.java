package io.modelrelease.release.production;

import io.modelrelease.ledger.Evidence;
import io.modelrelease.ledger.Holds;
import io.modelrelease.release.ReleaseCases;
import io.modelrelease.release.Variables;
import io.modelrelease.release.door.ProductionDoor;
import io.modelrelease.release.gate.FreezeWindows;
import java.time.Clock;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;

/** May the release go on to production just now, and if not, when does it look again? */
@Component
class CheckFreezeDelegate implements JavaDelegate {
  private final ReleaseCases cases;
  private final FreezeWindows windows;
  private final Holds holds;
  private final Evidence evidence;
  private final ProductionDoor production;
  private final Clock clock;

  CheckFreezeDelegate(
      ReleaseCases cases,
      FreezeWindows windows,
      Holds holds,
      Evidence evidence,
      ProductionDoor production,
      Clock clock) {
    this.cases = cases;
    this.windows = windows;
    this.holds = holds;
    this.evidence = evidence;
    this.production = production;
    this.clock = clock;
  }

  @Override
  public void execute(DelegateExecution execution) {
    var release = cases.of(execution);
    var closed = windows.closedTo(release.model());
    Variables.PRODUCTION_OPEN.set(execution, closed.isEmpty());
    if (closed.isEmpty()) {
      if (holds.why(release.id()).isPresent()) {
        holds.released(release.id());
        evidence.happened(release.id(), "model-release", "Production is open.");
      }
      return;
    }
    var pause = production.pause(closed.get().until());
    Variables.LOOKS_AGAIN_AT.set(execution, clock.instant().plus(pause).toString());
    var why = closed.get().sentence();
    if (holds.held(release.id(), why)) {
      evidence.happened(release.id(), "model-release", why);
    }
  }
}
