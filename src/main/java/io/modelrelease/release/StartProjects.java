package io.modelrelease.release;

import io.modelrelease.ledger.Projects;
import io.modelrelease.ledger.VersionRecord;
import io.modelrelease.ledger.Versions;
import io.modelrelease.project.ArchiveLimits;
import io.modelrelease.project.Fault;
import io.modelrelease.project.InvalidProjectException;
import io.modelrelease.project.ModelProject;
import io.modelrelease.project.ProjectFiles;
import io.modelrelease.release.StartRefusedException.Reason;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** The model project that a start is about: uploaded, known to the server, or its version's. */
@Component
class StartProjects {
  private final ReleaseSettings settings;
  private final Versions versions;
  private final Projects projects;

  StartProjects(ReleaseSettings settings, Versions versions, Projects projects) {
    this.settings = settings;
    this.versions = versions;
    this.projects = projects;
  }

  /**
   * @throws StartRefusedException when the archive cannot be taken
   */
  static Optional<ProjectFiles> uploaded(StartRequest request) {
    return request.archive().map(StartProjects::unpack);
  }

  private static ProjectFiles unpack(byte[] archive) {
    try {
      return ProjectFiles.ofArchive(new ByteArrayInputStream(archive), ArchiveLimits.DEFAULT);
    } catch (InvalidProjectException e) {
      throw refused(e);
    }
  }

  /**
   * The project that is to be trained, as far as its files tell whether it can be.
   *
   * @throws StartRefusedException when there is none, or it is wrong or another model's
   */
  ProjectFiles trained(StartRequest request, Optional<ProjectFiles> uploaded) {
    var files = uploaded.orElseGet(() -> known(request.model()));
    requireName(request, read(files));
    return files;
  }

  static void requireName(StartRequest request, ModelProject project) {
    if (!project.name().equals(request.model())) {
      throw new StartRefusedException(
          Reason.INVALID,
          "model",
          "The request says %s and the project's model.yml says name: %s."
              .formatted(request.model(), project.name()),
          "Ask for %s, or change the name in model.yml.".formatted(project.name()));
    }
  }

  /** A project that lies on the server, by its model's name. */
  ProjectFiles known(String model) {
    var folder = settings.projects().resolve(model).normalize();
    if (!folder.getParent().equals(settings.projects().normalize())
        || !Files.isRegularFile(folder.resolve("model.yml"))) {
      throw new StartRefusedException(
          Reason.UNKNOWN,
          "model",
          "The server knows no model project %s in %s.".formatted(model, settings.projects()),
          "Upload it with the request (multipart/form-data, part project), or put it there.");
    }
    return ProjectFiles.ofFolder(folder);
  }

  /** Digest of the project that a single step's version was trained with. */
  String ofVersion(StartRequest request) {
    var version = request.modelVersion().orElseThrow();
    return versions
        .find(request.model(), version)
        .map(VersionRecord::projectDigest)
        .orElseThrow(
            () ->
                new StartRefusedException(
                    Reason.UNKNOWN,
                    "modelVersion",
                    "No release here has trained version %d of %s."
                        .formatted(version, request.model()),
                    "GET /api/releases?model=%s lists its versions.".formatted(request.model())));
  }

  /** What was kept of a project when it was trained. */
  ModelProject kept(String digest) {
    return projects
        .archive(digest)
        .map(
            archive ->
                ModelProject.read(
                    ProjectFiles.ofArchive(new ByteArrayInputStream(archive), ArchiveLimits.NONE)))
        .orElseThrow(() -> new IllegalStateException("The ledger has no model project " + digest));
  }

  static ModelProject read(ProjectFiles files) {
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
}
