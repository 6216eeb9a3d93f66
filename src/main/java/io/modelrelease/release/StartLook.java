package io.modelrelease.release;

import io.modelrelease.ledger.Ledger;
import io.modelrelease.project.ModelProject;
import io.modelrelease.project.ProjectFiles;
import io.modelrelease.release.StartRefusedException.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * What a start would meet at the door, found out without starting: no row, no number and no lock is
 * taken. What {@link ReleaseStart} refuses must be here too.
 */
@Component
public class StartLook {
  private final Ledger ledger;
  private final StartProjects projects;

  StartLook(Ledger ledger, StartProjects projects) {
    this.ledger = ledger;
    this.projects = projects;
  }

  /**
   * @param project what would be released; empty where there is none
   * @param refusals why the start would be refused
   */
  public record Seen(Optional<ModelProject> project, List<StartRefusedException> refusals) {}

  /**
   * @throws StartRefusedException when what was sent cannot be looked at: an archive that cannot be
   *     unpacked, a project with faults
   */
  public Seen look(StartRequest request) {
    var uploaded = StartProjects.uploaded(request);
    var refusals = new ArrayList<StartRefusedException>();
    Optional<ModelProject> project;
    try {
      project = Optional.of(project(request, uploaded));
    } catch (StartRefusedException e) {
      if (e.reason() != Reason.UNKNOWN) {
        throw e;
      }
      refusals.add(e);
      project = Optional.empty();
    }
    project.ifPresent(found -> collect(refusals, () -> StartProjects.requireName(request, found)));
    collect(refusals, () -> requireSameProject(request, uploaded));
    return new Seen(project, List.copyOf(refusals));
  }

  private ModelProject project(StartRequest request, Optional<ProjectFiles> uploaded) {
    return ReleaseStart.trains(request)
        ? StartProjects.read(uploaded.orElseGet(() -> projects.known(request.model())))
        : projects.kept(projects.ofVersion(request));
  }

  /** Without a commit or a key there is no start that this could be a repetition of. */
  private void requireSameProject(StartRequest request, Optional<ProjectFiles> uploaded) {
    var whole = request.process().equals(StartRequest.WHOLE_RELEASE);
    if (whole ? request.commit().isPresent() : request.idempotencyKey().isPresent()) {
      ledger
          .findByStartKey(ReleaseStart.startKey(request))
          .ifPresent(before -> ReleaseStart.requireSameProject(before, uploaded));
    }
  }

  private static void collect(List<StartRefusedException> refusals, Runnable check) {
    try {
      check.run();
    } catch (StartRefusedException e) {
      refusals.add(e);
    }
  }
}
