package io.modelrelease.release;

import io.modelrelease.ledger.Ledger;
import io.modelrelease.ledger.ReleaseRecord;
import io.modelrelease.project.ModelProject;
import io.modelrelease.project.ProjectFiles;
import io.modelrelease.release.StartRefusedException.Reason;
import io.modelrelease.release.door.NewerCommit;
import io.modelrelease.release.gate.FreezeWindows;
import io.modelrelease.release.gate.FreezeWindows.Closed;
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
  private final ReleaseStart start;
  private final NewerCommit newerCommit;
  private final FreezeWindows windows;

  StartLook(
      Ledger ledger,
      StartProjects projects,
      ReleaseStart start,
      NewerCommit newerCommit,
      FreezeWindows windows) {
    this.windows = windows;
    this.ledger = ledger;
    this.projects = projects;
    this.start = start;
    this.newerCommit = newerCommit;
  }

  /**
   * @param project what would be released; empty where there is none
   * @param refusals why the start would be refused
   * @param closed production is closed just now, and it would be started all the same
   */
  public record Seen(
      Optional<ModelProject> project,
      List<StartRefusedException> refusals,
      Optional<Closed> closed) {}

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
    Optional<Closed> closed =
        request.isWhole() ? windows.closedTo(request.model()) : Optional.empty();
    var before = before(request);
    if (before.isPresent()) {
      collect(refusals, () -> ReleaseStart.requireSameProject(before.get(), uploaded));
    } else {
      if (request.isProductionStep()) {
        try {
          closed = start.closedTo(request);
        } catch (StartRefusedException e) {
          refusals.add(e);
        }
      }
      if (request.isWhole() && request.commit().isPresent()) { // else it comes some other day
        collect(refusals, () -> newerCommit.requireWelcome(request));
      }
    }
    return new Seen(project, List.copyOf(refusals), closed);
  }

  private ModelProject project(StartRequest request, Optional<ProjectFiles> uploaded) {
    return ReleaseStart.trains(request)
        ? StartProjects.read(uploaded.orElseGet(() -> projects.known(request.model())))
        : projects.kept(projects.ofVersion(request));
  }

  /** Without a commit or a key there is no start that this could be a repetition of. */
  private Optional<ReleaseRecord> before(StartRequest request) {
    var named =
        request.isWhole() ? request.commit().isPresent() : request.idempotencyKey().isPresent();
    return named ? ledger.findByStartKey(ReleaseStart.startKey(request)) : Optional.empty();
  }

  private static void collect(List<StartRefusedException> refusals, Runnable check) {
    try {
      check.run();
    } catch (StartRefusedException e) {
      refusals.add(e);
    }
  }
}
