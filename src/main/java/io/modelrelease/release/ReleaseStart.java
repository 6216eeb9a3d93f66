package io.modelrelease.release;

import io.modelrelease.ledger.Evidence;
import io.modelrelease.ledger.Ledger;
import io.modelrelease.ledger.Projects;
import io.modelrelease.ledger.ReleaseRecord;
import io.modelrelease.ledger.Versions;
import io.modelrelease.project.ProjectFiles;
import io.modelrelease.release.StartRefusedException.Reason;
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
import org.camunda.bpm.engine.RuntimeService;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Starts a release: its row, its version and its process instance come into being together, and
 * once for the same request, however often and however parallel that comes.
 */
@Component
class ReleaseStart {
  private static final Set<String> TRAINING =
      Set.of(StartRequest.WHOLE_RELEASE, "dev-model-training");
  private static final int TRIES = 10;

  private final Ledger ledger;
  private final Versions versions;
  private final Projects projects;
  private final Evidence evidence;
  private final VersionNumbers numbers;
  private final RuntimeService runtime;
  private final EngineDoor door;
  private final TransactionTemplate transaction;
  private final StartProjects startProjects;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();

  ReleaseStart(
      Ledger ledger,
      Versions versions,
      Projects projects,
      Evidence evidence,
      VersionNumbers numbers,
      RuntimeService runtime,
      EngineDoor door,
      TransactionTemplate transaction,
      StartProjects startProjects,
      Clock clock) {
    this.ledger = ledger;
    this.versions = versions;
    this.projects = projects;
    this.evidence = evidence;
    this.numbers = numbers;
    this.runtime = runtime;
    this.door = door;
    this.transaction = transaction;
    this.startProjects = startProjects;
    this.clock = clock;
  }

  /**
   * @param created false when the same was asked for before
   */
  record Result(String releaseId, boolean created) {}

  Result start(StartRequest request) {
    var uploaded = StartProjects.uploaded(request);
    var startKey = startKey(request);
    var before = ledger.findByStartKey(startKey);
    if (before.isPresent()) {
      return repeated(before.get(), uploaded);
    }
    var trains = trains(request);
    String digest;
    int version;
    if (trains) {
      var project = startProjects.trained(request, uploaded);
      version = numbers.next(request.model()); // may fail, so nothing is kept before it
      digest = project.digest();
      projects.keep(digest, project.archive());
    } else {
      digest = startProjects.ofVersion(request);
      version = request.modelVersion().orElseThrow();
    }
    for (var attempt = 0; attempt < TRIES; attempt++) {
      try {
        return new Result(open(request, startKey, digest, version, trains), true);
      } catch (DuplicateKeyException taken) {
        var other = ledger.findByStartKey(startKey);
        if (other.isPresent()) {
          return repeated(other.get(), uploaded);
        }
        version++; // another release of the model took this number
      }
    }
    throw new IllegalStateException(
        "No free version of %s after %d tries".formatted(request.model(), TRIES));
  }

  /** Gives its model a new version. */
  static boolean trains(StartRequest request) {
    return TRAINING.contains(request.process());
  }

  private String open(
      StartRequest request, String startKey, String digest, int version, boolean allocates) {
    var id = releaseId(request.model(), version);
    var release =
        new ReleaseRecord(
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
    transaction.executeWithoutResult(
        status -> {
          ledger.open(startKey, release);
          if (allocates) {
            versions.allocate(request.model(), version, id, digest);
          }
          evidence.happened(
              id,
              request.caller(),
              "Asked for %s of %s version %d"
                  .formatted(request.process(), request.model(), version));
          var instance =
              door.inNameOf(
                  request.caller(),
                  () ->
                      runtime
                          .createProcessInstanceByKey(request.process())
                          .businessKey(id)
                          .setVariables(
                              Map.of(
                                  Variables.MODEL.name(),
                                  request.model(),
                                  Variables.MODEL_VERSION.name(),
                                  version))
                          .execute());
          ledger.startedAs(id, instance.getProcessInstanceId());
        });
    return id;
  }

  private static Result repeated(ReleaseRecord before, Optional<ProjectFiles> uploaded) {
    requireSameProject(before, uploaded);
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
                request.caller(),
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
