package io.modelrelease.release.door;

import io.modelrelease.ledger.Evidence;
import io.modelrelease.ledger.Ledger;
import io.modelrelease.ledger.Turns;
import io.modelrelease.release.StartRefusedException;
import io.modelrelease.release.StartRequest;
import io.modelrelease.release.door.AdmissionSettings.Policy;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Component;

/**
 * A whole release of a model is started while older ones are not over. It is decided in the
 * transaction of the start, alone at the model's door; what is decided stands in the ledger and
 * holds whatever is configured later.
 */
@Component
public class NewerCommit {
  private final AdmissionSettings settings;
  private final Turns turns;
  private final Ledger ledger;
  private final Evidence evidence;

  public NewerCommit(AdmissionSettings settings, Turns turns, Ledger ledger, Evidence evidence) {
    this.settings = settings;
    this.turns = turns;
    this.ledger = ledger;
    this.evidence = evidence;
  }

  /**
   * @param waitsFor those that have to be over before it begins
   * @param superseded those that were asked to stop for it, and have to be told so
   */
  public record Admission(List<String> waitsFor, List<String> superseded) {}

  /**
   * Decides before the newer one is written down.
   *
   * @param releaseId its id
   * @throws StartRefusedException when it may not start
   */
  public Admission admit(StartRequest request, String releaseId) {
    var older = turns.open(request.model());
    if (older.isEmpty() || settings.newerCommit() == Policy.TOGETHER) {
      return new Admission(List.of(), List.of());
    }
    return switch (settings.newerCommit()) {
      case REFUSE -> throw refused(request, older);
      case SUPERSEDE -> supersede(request, releaseId, older);
      default -> new Admission(older, List.of());
    };
  }

  /**
   * Looks at what would be decided, and decides nothing.
   *
   * @throws StartRefusedException when it may not start just now
   */
  public void requireWelcome(StartRequest request) {
    var older = turns.open(request.model());
    if (!older.isEmpty() && settings.newerCommit() == Policy.REFUSE) {
      throw refused(request, older);
    }
  }

  private Admission supersede(StartRequest request, String releaseId, List<String> older) {
    var superseded = new ArrayList<String>();
    var left = new ArrayList<String>();
    for (var each : older) {
      if (turns.giveWay(each, request.caller())) {
        var sentence =
            "Superseded by %s (commit %s), started by %s. What it had begun on Azure is undone. To release the same commit after all, start it with a higher attempt."
                .formatted(releaseId, request.commit().orElse("?"), request.caller());
        ledger.because(each, "stopped", sentence);
        evidence.happened(each, request.caller(), sentence);
        superseded.add(each);
      } else if (turns.isInProduction(each)) {
        left.add(each);
      } // else it is stopping or has just ended, and production has nothing of it
    }
    // behind one that is in production, the newer one stands behind all, also those that go
    return new Admission(left.isEmpty() ? List.of() : older, superseded);
  }

  private StartRefusedException refused(StartRequest request, List<String> older) {
    var first = ledger.release(older.get(0));
    return new StartRefusedException(
        StartRefusedException.Reason.CONFLICT,
        "commit",
        "Release %s of %s (commit %s, started by %s) is not over%s, and a newer commit is not taken before it is."
            .formatted(
                first.id(),
                request.model(),
                first.commit().orElse("?"),
                first.requestedBy(),
                older.size() > 1
                    ? ", nor are " + String.join(", ", older.subList(1, older.size()))
                    : ""),
        "Wait for its end, or stop it (DELETE /api/releases/%s), then start this one again."
            .formatted(first.id()));
  }
}
