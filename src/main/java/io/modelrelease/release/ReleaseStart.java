package io.modelrelease.release;

import io.modelrelease.ledger.Evidence;
import io.modelrelease.ledger.Holds;
import io.modelrelease.ledger.Ledger;
import io.modelrelease.ledger.Projects;
import io.modelrelease.ledger.ReleaseRecord;
import io.modelrelease.ledger.Turns;
import io.modelrelease.ledger.Versions;
import io.modelrelease.project.ProjectFiles;
import io.modelrelease.release.StartRefusedException.Reason;
import io.modelrelease.release.door.NewerCommit;
import io.modelrelease.release.gate.FreezeWindows;
import io.modelrelease.release.gate.FreezeWindows.Closed;
import io.modelrelease.security.EngineDoor;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.camunda.bpm.engine.RuntimeService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Starts a release: its row, its version and its process instance come into being together, and
 * once for the same request, however often and however parallel that comes.
 */
@Component
class ReleaseStart {
  private static final Logger log = LoggerFactory.getLogger(ReleaseStart.class);
  private static final Set<String> TRAINING =
      Set.of(StartRequest.WHOLE_RELEASE, "dev-model-training");
  private static final int TRIES = 10;

  private final Ledger ledger;
  private final Versions versions;
  private final Projects projects;
  private final Evidence evidence;
  private final VersionNumbers numbers;
  private final Turns turns;
  private final Holds holds;
  private final NewerCommit newerCommit;
  private final FreezeWindows windows;
  private final RuntimeService runtime;
  private final EngineDoor door;
  private final TransactionTemplate transaction;
  private final StartProjects startProjects;
  private final Clock clock;
  private final ApplicationEventPublisher events;
  private final SecureRandom random = new SecureRandom();

  ReleaseStart(
      Ledger ledger,
      Versions versions,
      Projects projects,
      Evidence evidence,
      VersionNumbers numbers,
      Turns turns,
      Holds holds,
      NewerCommit newerCommit,
      FreezeWindows windows,
      RuntimeService runtime,
      EngineDoor door,
      TransactionTemplate transaction,
      StartProjects startProjects,
      Clock clock,
      ApplicationEventPublisher events) {
    this.ledger = ledger;
    this.versions = versions;
    this.projects = projects;
    this.evidence = evidence;
    this.numbers = numbers;
    this.turns = turns;
    this.holds = holds;
    this.newerCommit = newerCommit;
    this.windows = windows;
    this.runtime = runtime;
    this.door = door;
    this.transaction = transaction;
    this.startProjects = startProjects;
    this.clock = clock;
    this.events = events;
  }

  /**
   * @param created false when the same was asked for before
   * @param superseded older releases that were asked to stop for it
   */
  record Result(String releaseId, boolean created, List<String> superseded) {
    private Result(String releaseId, boolean created) {
      this(releaseId, created, List.of());
    }
  }

  Result start(StartRequest request) {
    return start(request, this::instanceOf);
  }

  /**
   * The engine has made an instance already, in a transaction that is still open.
   *
   * @param instance gives the id of that root instance, which becomes the release's
   */
  Result adopt(StartRequest request, Function<ReleaseRecord, String> instance) {
    return start(request, instance);
  }

  private Result start(StartRequest request, Function<ReleaseRecord, String> instance) {
    var uploaded = StartProjects.uploaded(request);
    var startKey = startKey(request);
    var before = ledger.findByStartKey(startKey);
    if (before.isPresent()) {
      return repeated(request, before.get(), uploaded);
    }
    var closed = closedTo(request);
    var candidate = candidate(request, uploaded);
    for (var attempt = 0; attempt < TRIES; attempt++) {
      try {
        return transaction.execute(
            status -> {
              var turn = turns.enter(request.model());
              return ledger
                  .findByStartKey(startKey) // it may have come in just before
                  .map(same -> repeated(request, same, uploaded))
                  .orElseGet(() -> open(request, startKey, candidate, turn, closed, instance));
            });
      } catch (DuplicateKeyException first) {
        log.debug("Two came in first at once for {}, once more", request.model());
      }
    }
    throw new IllegalStateException(
        "No way in for a release of %s after %d tries".formatted(request.model(), TRIES));
  }

  /** Gives its model a new version. */
  static boolean trains(StartRequest request) {
    return TRAINING.contains(request.process());
  }

  /**
   * What is to be released.
   *
   * @param version of a step; of what is trained, at least this
   */
  private record Candidate(String digest, int version, boolean isTrained) {}

  private Candidate candidate(StartRequest request, Optional<ProjectFiles> uploaded) {
    if (!trains(request)) {
      return new Candidate(
          startProjects.ofVersion(request), request.modelVersion().orElseThrow(), false);
    }
    var project = startProjects.trained(request, uploaded);
    var version = numbers.next(request.model()); // may fail, so nothing is kept before it
    projects.keep(project.digest(), project.archive());
    return new Candidate(project.digest(), version, true);
  }

  /** Alone at the model's door: what is looked at here stays so until the end. */
  private Result open(
      StartRequest request,
      String startKey,
      Candidate candidate,
      int turn,
      Optional<Closed> closed,
      Function<ReleaseRecord, String> instance) {
    var version =
        candidate.isTrained()
            ? Math.max(candidate.version(), versions.highest(request.model()) + 1)
            : candidate.version();
    var id = releaseId(request.model(), version);
    var admission =
        request.isWhole()
            ? newerCommit.admit(request, id)
            : new NewerCommit.Admission(List.of(), List.of());
    var release = record(request, id, version, candidate.digest());
    ledger.open(startKey, release);
    if (candidate.isTrained()) {
      versions.allocate(request.model(), version, id, candidate.digest());
    }
    evidence.happened(
        id,
        request.caller(),
        "Asked for %s of %s version %d".formatted(request.process(), request.model(), version));
    if (request.isWhole()) {
      turns.stands(id, turn, !admission.waitsFor().isEmpty());
    }
    if (!admission.waitsFor().isEmpty()) {
      evidence.happened(id, "model-release", WaitReasons.waitsFor(admission.waitsFor()));
    }
    closed.ifPresent(
        window -> {
          holds.goesThroughFreeze(id);
          evidence.happened(
              id,
              request.caller(),
              "%s Started all the same by %s, who is admin."
                  .formatted(window.sentence(), request.caller()));
        });
    ledger.startedAs(id, instance.apply(release));
    asked(id, request);
    return new Result(id, true, admission.superseded());
  }

  private String instanceOf(ReleaseRecord release) {
    return door.inNameOf(
        release.caller(),
        () ->
            runtime
                .createProcessInstanceByKey(release.process())
                .businessKey(release.id())
                .setVariables(
                    Map.of(
                        Variables.MODEL.name(),
                        release.model(),
                        Variables.MODEL_VERSION.name(),
                        release.modelVersion()))
                .execute()
                .getProcessInstanceId());
  }

  /**
   * What is closed while an admin comes through all the same.
   *
   * @throws StartRefusedException for others; a whole release is taken, it waits before production
   */
  Optional<Closed> closedTo(StartRequest request) {
    var closed =
        request.isProductionStep() ? windows.closedTo(request.model()) : Optional.<Closed>empty();
    if (closed.isPresent() && !request.mayPassFreeze()) {
      throw new StartRefusedException(
          Reason.CONFLICT,
          "process",
          closed.get().sentence(),
          "Start %s again when it is open; in an emergency an admin starts it at once."
              .formatted(request.process()));
    }
    return closed;
  }

  private ReleaseRecord record(StartRequest request, String id, int version, String digest) {
    return new ReleaseRecord(
        id,
        request.process(),
        request.model(),
        version,
        request.commit(),
        request.attempt(),
        request.author(),
        request.requestedBy(),
        request.caller(),
        digest,
        request.devops(),
        Optional.empty(),
        clock.instant(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private void asked(String id, StartRequest request) {
    events.publishEvent(new ReleaseAsked(id, request.devops(), request.callback()));
  }

  private Result repeated(
      StartRequest request, ReleaseRecord before, Optional<ProjectFiles> uploaded) {
    requireSameProject(before, uploaded);
    asked(before.id(), request);
    return new Result(before.id(), false);
  }

  static void requireSameProject(ReleaseRecord before, Optional<ProjectFiles> uploaded) {
    if (uploaded.filter(files -> !files.digest().equals(before.projectDigest())).isPresent()) {
      throw new StartRefusedException(
          Reason.CONFLICT,
          "project",
          "Release %s was started by the same request with another project.".formatted(before.id()),
          "A new try of the same commit needs a higher attempt.");
    }
  }

  /** Unique on Azure too, even if this ledger is lost: job names are derived from it. */
  private String releaseId(String model, int version) {
    var salt = new byte[3];
    random.nextBytes(salt);
    return "%s-%d-%s"
        .formatted(
            model.substring(0, Math.min(model.length(), ReleaseCase.LONGEST_MODEL_IN_ID)),
            version,
            HexFormat.of().formatHex(salt));
  }

  static String startKey(StartRequest request) {
    var whole = request.process().equals(StartRequest.WHOLE_RELEASE);
    return sha256(
        whole
            ? List.of(
                request.process(),
                request.model(),
                request.commit().orElse(""),
                Integer.toString(request.attempt()))
            : List.of(
                request.process(),
                request.model(),
                request.idempotencyKey().orElse(""),
                request.keyOwner(),
                request.modelVersion().map(Object::toString).orElse("")));
  }

  private static String sha256(List<String> parts) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256")
                  .digest(String.join("\n", parts).getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
