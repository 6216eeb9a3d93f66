package io.modelrelease.api;

import io.modelrelease.azureml.AzureException;
import io.modelrelease.azureml.AzureMl;
import io.modelrelease.azureml.TargetEnvironment;
import io.modelrelease.plan.PlannedRelease;
import io.modelrelease.project.ModelProject;
import io.modelrelease.release.StartLook;
import io.modelrelease.release.StartRefusedException;
import io.modelrelease.release.StartRequest;
import io.modelrelease.release.gate.FreezeWindows;
import io.modelrelease.release.preflight.Finding;
import io.modelrelease.release.preflight.PreFlight;
import io.modelrelease.release.preflight.RequiredRows;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** Looks at what a start would meet, at the door and on Azure; it starts and keeps nothing. */
@Component
class Checks {
  /** A new model's; which it really becomes is known when it starts. */
  private static final int FIRST_VERSION = 1;

  private static final String REFUSE = severity(Finding.Severity.REFUSE);
  private static final String WARN = severity(Finding.Severity.WARN);

  private final StartLook door;
  private final PreFlight preFlight;
  private final RequiredRows requiredRows;
  private final AzureMl azure;

  Checks(StartLook door, PreFlight preFlight, RequiredRows requiredRows, AzureMl azure) {
    this.door = door;
    this.preFlight = preFlight;
    this.requiredRows = requiredRows;
    this.azure = azure;
  }

  /**
   * @throws StartRefusedException when what was sent cannot be looked at
   */
  CheckView of(StartRequest request) {
    var seen = door.look(request);
    var findings = new ArrayList<CheckView.Finding>();
    seen.refusals()
        .forEach(
            refusal ->
                findings.add(
                    new CheckView.Finding(
                        REFUSE, refusal.field(), refusal.what(), refusal.next())));
    seen.closed().ifPresent(closed -> findings.add(closed(request, closed.sentence())));
    var requests = new ArrayList<CheckView.Request>();
    var notes = new ArrayList<String>();
    seen.project()
        .ifPresent(
            project -> {
              if (request.process().equals(StartRequest.WHOLE_RELEASE)) {
                findings.addAll(flight(project));
              }
              plan(project, request, requests, notes).ifPresent(findings::add);
            });
    return new CheckView(
        request.model(),
        request.commit().orElse(null),
        request.process(),
        findings.stream().allMatch(finding -> finding.severity().equals(WARN)),
        findings,
        new CheckView.Plan(requests, notes));
  }

  private static CheckView.Finding closed(StartRequest request, String sentence) {
    return new CheckView.Finding(
        WARN,
        FreezeWindows.TABLE,
        sentence,
        request.isWhole()
            ? "Nothing: a release goes on up to its approval, and to production when that is open."
            : "It would be started all the same, as an admin asks. Wait if it can wait.");
  }

  /** As a whole release begins; single steps have no pre-flight. */
  private List<CheckView.Finding> flight(ModelProject project) {
    return Stream.concat(
            requiredRows.check(project).stream(),
            preFlight.check(project, Optional.empty()).stream())
        .map(
            finding ->
                new CheckView.Finding(
                    severity(finding.severity()), finding.where(), finding.what(), finding.next()))
        .toList();
  }

  private Optional<CheckView.Finding> plan(
      ModelProject project,
      StartRequest request,
      List<CheckView.Request> requests,
      List<String> notes) {
    var own = ownRequests(request.process());
    try {
      PlannedRelease.on(
              azure,
              request.modelVersion().orElse(FIRST_VERSION),
              (yaml, planned) ->
                  planned.stream()
                      .filter(put -> own.test(put.path()))
                      .map(put -> new CheckView.Request(yaml, put.method(), put.path(), put.body()))
                      .forEach(requests::add),
              notes::add)
          .plan(project);
      return Optional.empty();
    } catch (AzureException e) {
      return Optional.of(
          new CheckView.Finding(
              severity(Finding.Severity.UNSEEN),
              "plan",
              "Azure does not show the workspaces (%s: %s), so the plan ends before what is served there."
                  .formatted(e.code(), e.words().strip().replaceFirst("[.]$", "")),
              "Check again when it does."));
    }
  }

  /** Which requests of a whole release a process sends. */
  private Predicate<String> ownRequests(String process) {
    var staging = azure.workspace(TargetEnvironment.STAGING).armId();
    var production = azure.workspace(TargetEnvironment.PRODUCTION).armId();
    return Map.<String, Predicate<String>>of(
            StartRequest.WHOLE_RELEASE,
            path -> true,
            "dev-model-training",
            path -> path.startsWith(azure.workspace(TargetEnvironment.DEV).armId() + "/"),
            "stage-online-endpoint",
            path -> path.startsWith(staging + "/onlineEndpoints/"),
            "stage-batch-endpoint",
            path -> path.startsWith(staging + "/batchEndpoints/"),
            "prod-online-endpoint",
            path -> path.startsWith(production + "/onlineEndpoints/"),
            "prod-batch-endpoint",
            path -> path.startsWith(production + "/batchEndpoints/"))
        .getOrDefault(process, path -> false);
  }

  private static String severity(Finding.Severity severity) {
    return severity.name().toLowerCase(Locale.ROOT);
  }
}
