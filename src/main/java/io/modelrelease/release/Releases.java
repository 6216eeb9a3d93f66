package io.modelrelease.release;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelrelease.ledger.Dossier;
import io.modelrelease.ledger.Evidence;
import io.modelrelease.ledger.Ledger;
import io.modelrelease.ledger.ReleaseRecord;
import io.modelrelease.security.EngineDoor;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.camunda.bpm.engine.ProcessEngineException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;

/** Starts, finds and stops releases: all that the doors need of the processes. */
@Service
public class Releases {
  private static final Logger log = LoggerFactory.getLogger(Releases.class);

  private final ReleaseStart start;
  private final ReleaseStop stop;
  private final ReleaseViews views;
  private final Ledger ledger;
  private final Dossier dossier;
  private final Evidence evidence;
  private final EngineDoor door;

  Releases(
      ReleaseStart start,
      ReleaseStop stop,
      ReleaseViews views,
      Ledger ledger,
      Dossier dossier,
      Evidence evidence,
      EngineDoor door) {
    this.start = start;
    this.stop = stop;
    this.views = views;
    this.ledger = ledger;
    this.dossier = dossier;
    this.evidence = evidence;
    this.door = door;
  }

  /**
   * @param created false when the same start was asked before
   */
  public record Started(ReleaseView release, boolean created) {}

  /**
   * Starts a release, or finds the one that the same request started before.
   *
   * @throws StartRefusedException when it cannot be; nothing is kept then
   */
  public Started start(StartRequest request) {
    var result = start.start(request);
    result.superseded().forEach(this::tellToStop);
    return started(result);
  }

  /**
   * Makes a release of an instance that the engine has just started for somebody, in the same
   * transaction.
   *
   * @param instance gives the id of that root instance, and makes it the release's
   * @return not created where the same was started before: that instance must not stay
   * @throws StartRefusedException when it cannot be
   */
  public Started adopt(StartRequest request, Function<ReleaseRecord, String> instance) {
    return started(start.adopt(request, instance)); // the watcher tells the superseded to stop
  }

  private Started started(ReleaseStart.Result result) {
    return new Started(find(result.releaseId()).orElseThrow(), result.created());
  }

  private void tellToStop(String id) {
    try {
      stop.deliver(id);
    } catch (ProcessEngineException busy) {
      // a step is at work just now, or it is suspended: the watcher tells it again
      log.debug("Release {} will be told to stop again: {}", id, busy.getMessage());
    }
  }

  public Optional<ReleaseView> find(String id) {
    return door.asApplication(() -> ledger.find(id).map(views::of));
  }

  /** Who asked for a release: they may stop it. */
  public boolean askedBy(String id, String userId) {
    return ledger
        .find(id)
        .filter(release -> release.caller().equals(userId) || release.requestedBy().equals(userId))
        .isPresent();
  }

  /** Newest first. */
  public ReleaseView.Page list(Optional<String> model, Optional<String> state, int page, int size) {
    return door.asApplication(
        () -> {
          var all = ledger.newest(model);
          if (state.isEmpty()) {
            // the engine is asked about those that are shown, not about all that ever were
            var shown = part(all, page, size).map(views::of).toList();
            return new ReleaseView.Page(shown, page, all.size());
          }
          var matching =
              all.stream().map(views::of).filter(view -> view.state().equals(state.get())).toList();
          return new ReleaseView.Page(part(matching, page, size).toList(), page, matching.size());
        });
  }

  private static <T> Stream<T> part(List<T> all, int page, int size) {
    return all.stream().skip((long) page * size).limit(size);
  }

  /** Stops and undoes; a release that is over stays as it is. */
  public Optional<ReleaseView> stop(String id, String who) {
    ledger
        .find(id)
        .filter(release -> release.endedAt().isEmpty())
        .ifPresent(
            release -> {
              evidence.happened(id, who, "Asked to stop");
              if (release.stoppingAt().isPresent()) {
                return; // it is being undone already
              }
              ledger.because(
                  id,
                  "stopped",
                  "Stopped by %s. What it had begun on Azure is undone. To release the same commit after all, start it with a higher attempt."
                      .formatted(who));
              ledger.askToStop(id, who);
              tellToStop(id);
            });
    return find(id);
  }

  public Optional<JsonNode> dossier(String id) {
    return dossier.of(id);
  }
}
