package io.modelrelease.release;

import io.modelrelease.ledger.Ledger;
import io.modelrelease.ledger.Projects;
import io.modelrelease.ledger.Versions;
import io.modelrelease.project.ArchiveLimits;
import io.modelrelease.project.ModelProject;
import io.modelrelease.project.ProjectFiles;
import java.io.ByteArrayInputStream;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.springframework.stereotype.Component;

/** Opens the case of a release: everything comes from the ledger, nothing from variables. */
@Component
public class ReleaseCases {
  private static final int KEPT = 20;

  private final Ledger ledger;
  private final Versions versions;
  private final Projects projects;
  private final Map<String, ModelProject> read =
      Collections.synchronizedMap(
          new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, ModelProject> eldest) {
              return size() > KEPT;
            }
          });

  ReleaseCases(Ledger ledger, Versions versions, Projects projects) {
    this.ledger = ledger;
    this.versions = versions;
    this.projects = projects;
  }

  /** The case that a process instance works on, by its business key. */
  public ReleaseCase of(DelegateExecution execution) {
    return of(execution.getProcessBusinessKey());
  }

  public ReleaseCase of(String releaseId) {
    var release = ledger.release(releaseId);
    var candidate = versions.of(release);
    return new ReleaseCase(release, candidate, project(candidate.projectDigest()));
  }

  private ModelProject project(String digest) {
    var known = read.get(digest);
    if (known != null) {
      return known;
    }
    var archive =
        projects
            .archive(digest)
            .orElseThrow(
                () -> new IllegalStateException("The ledger has no model project " + digest));
    var project =
        ModelProject.read(
            ProjectFiles.ofArchive(new ByteArrayInputStream(archive), ArchiveLimits.NONE));
    read.put(digest, project);
    return project;
  }
}
