package io.modelrelease.release;

import io.modelrelease.ledger.Evidence;
import io.modelrelease.ledger.Ledger;
import io.modelrelease.ledger.Projects;
import io.modelrelease.ledger.ReleaseRecord;
import io.modelrelease.ledger.VersionRecord;
import io.modelrelease.ledger.Versions;
import io.modelrelease.project.ArchiveLimits;
import io.modelrelease.project.Fault;
import io.modelrelease.project.InvalidProjectException;
import io.modelrelease.project.ModelProject;
import io.modelrelease.project.ProjectFiles;
import io.modelrelease.release.StartRefusedException.Reason;
import io.modelrelease.security.EngineDoor;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
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
  private final ReleaseSettings settings;
  private final Clock clock;
  private final ApplicationEventPublisher events;
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
      ReleaseSettings settings,
      Clock clock,
      ApplicationEventPublisher events) {
    this.ledger = ledger;
    this.versions = versions;
    this.projects = projects;
    this.evidence = evidence;
    this.numbers = numbers;
    this.runtime = runtime;
    this.door = door;
    this.transaction = transaction;
    this.settings = settings;
    this.clock = clock;
    this.events = events;
  }

  /**
   * @param created false when the same was asked for before
   */
  record Result(String releaseId, boolean created) {}

  Result start(StartRequest request) {
    var uploaded = request.archive().map(ReleaseStart::unpack);
    var startKey = startKey(request);
    var before = ledger.findByStartKey(startKey);
    if (before.isPresent()) {
      return repeated(request, before.get(), uploaded);
    }
    var trains = TRAINING.contains(request.process());
    String digest;
    int version;
    if (trains) {
      var project = checked(request, uploaded);
      version = numbers.next(request.model()); // may fail, so nothing is kept before it
      digest = project.digest();
      projects.keep(digest, project.archive());
    } else {
      digest = projectOf(request);
      version = request.modelVersion().orElseThrow();
    }
    for (var attempt = 0; attempt < TRIES; attempt++) {
      try {
        return new Result(open(request, startKey, digest, version, trains), true);
      } catch (DuplicateKeyException taken) {
        var other = ledger.findByStartKey(startKey);
        if (other.isPresent()) {
          return repeated(request, other.get(), uploaded);
        }
        version++; // another release of the model took this number
      }
    }
    throw new IllegalStateException(
        "No free version of %s after %d tries".formatted(request.model(), TRIES));
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
          asked(id, request);
        });
    return id;
  }

  private void asked(String id, StartRequest request) {
    events.publishEvent(new ReleaseAsked(id, request.devops(), request.callback()));
  }

  private Result repeated(
      StartRequest request, ReleaseRecord before, Optional<ProjectFiles> uploaded) {
    if (uploaded.filter(files -> !files.digest().equals(before.projectDigest())).isPresent()) {
      throw new StartRefusedException(
          Reason.CONFLICT,
          "project",
          "Release %s was started by the same request with another project. A new try of the same commit needs a higher attempt."
              .formatted(before.id()),
          List.of());
    }
    asked(before.id(), request);
    return new Result(before.id(), false);
  }

  /** The project that is to be trained, as far as its files tell whether it can be. */
  private ProjectFiles checked(StartRequest request, Optional<ProjectFiles> uploaded) {
    var files = uploaded.orElseGet(() -> known(request.model()));
    var project = read(files);
    if (!project.name().equals(request.model())) {
      throw new StartRefusedException(
          Reason.INVALID,
          "model",
          "The request says %s and the project's model.yml says name: %s."
              .formatted(request.model(), project.name()),
          List.of());
    }
    return files;
  }

  private ProjectFiles known(String model) {
    var folder = settings.projects().resolve(model).normalize();
    if (!folder.getParent().equals(settings.projects().normalize())
        || !Files.isRegularFile(folder.resolve("model.yml"))) {
      throw new StartRefusedException(
          Reason.UNKNOWN,
          "model",
          "The server knows no model project %s in %s. Upload it with the request (multipart/form-data, part project), or put it there."
              .formatted(model, settings.projects()),
          List.of());
    }
    return ProjectFiles.ofFolder(folder);
  }

  /** A single step works with what its version was trained with. */
  private String projectOf(StartRequest request) {
    var version = request.modelVersion().orElseThrow();
    return versions
        .find(request.model(), version)
        .map(VersionRecord::projectDigest)
        .orElseThrow(
            () ->
                new StartRefusedException(
                    Reason.UNKNOWN,
                    "modelVersion",
                    "No release here has trained version %d of %s. GET /api/releases?model=%2$s lists its versions."
                        .formatted(version, request.model()),
                    List.of()));
  }

  private static ProjectFiles unpack(byte[] archive) {
    try {
      return ProjectFiles.ofArchive(new ByteArrayInputStream(archive), ArchiveLimits.DEFAULT);
    } catch (InvalidProjectException e) {
      throw refused(e);
    }
  }

  private static ModelProject read(ProjectFiles files) {
    try {
      return ModelProject.read(files);
    } catch (InvalidProjectException e) {
      throw refused(e);
    }
  }

  private static StartRefusedException refused(InvalidProjectException e) {
    var reason =
        switch (e.what()) {
          case ARCHIVE -> Reason.INVALID;
          case SIZE -> Reason.TOO_LARGE;
          case FILES -> Reason.FAULTY;
        };
    var faults =
        e.faults().size() == 1 ? e.faults().get(0).toString() : e.faults().size() + " faults";
    return new StartRefusedException(
        reason,
        "project",
        reason == Reason.FAULTY
            ? "The model project cannot be released, correct and commit it: " + faults
            : "The part project cannot be taken: " + faults,
        e.faults().stream().map(Fault::toString).toList());
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

  private static String startKey(StartRequest request) {
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
