package io.modelrelease.devops;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelrelease.azureml.OwnIdentity;
import io.modelrelease.devops.Attempt.Kind;
import io.modelrelease.devops.Feedback.Row;
import io.modelrelease.devops.Organizations.Run;
import io.modelrelease.release.ReleaseView;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Tells a run's commit and the run itself, under the application's own identity.
 *
 * <p>Commit status: REST reference, Git, Statuses, Create. Tags: Build, Tags, Add Build Tags, a
 * POST with a list; the PUT of one tag has it in its path, and Azure DevOps refuses a colon there
 * (azure-pipelines-agent#5095).
 */
final class RunTeller {
  private static final String AZURE_REPOS = "TfsGit";

  /** Unverified: how long a description Azure DevOps takes. */
  private static final int LONGEST_DESCRIPTION = 250;

  private static final Map<String, String> STATES =
      Map.of("completed", "succeeded", "refused", "failed", "failed", "failed", "stopped", "error");

  private final AzureDevOps azure;
  private final OwnIdentity identity;
  private final Organizations organizations;
  private final PublicAddress address;

  RunTeller(
      AzureDevOps azure, OwnIdentity identity, Organizations organizations, PublicAddress address) {
    this.azure = azure;
    this.identity = identity;
    this.organizations = organizations;
    this.address = address;
  }

  private interface Call {
    AzureDevOps.Answer with(String token);
  }

  /** A token that was refused is got anew once: rights may have been given since. */
  private AzureDevOps.Answer asApplication(Call call) {
    var answer = call.with(identity.token());
    if (answer.attempt().is(Kind.REFUSED) && answer.attempt().what().startsWith("401")) {
      identity.forget();
      return call.with(identity.token());
    }
    return answer;
  }

  Attempt status(Row row, ReleaseView release) {
    var state = STATES.getOrDefault(release.state(), "pending");
    var description = description(release);
    var wanted = state + ": " + description;
    if (row.told().equals(wanted)) {
      return Attempt.sent(wanted);
    }
    var run = organizations.run(row.target());
    if (run.isEmpty()) {
      return notAllowed(row);
    }
    var build = asApplication(token -> azure.get(build(run.get()), token));
    if (!build.attempt().is(Kind.SENT)) {
      return build.attempt();
    }
    var repository = build.body().path("repository");
    if (!repository.path("type").asText().equals(AZURE_REPOS)) {
      return Attempt.none(
          "The commit of run %d has no status: its repository is of type %s, and only those of Azure Repos have one. The run has tags."
              .formatted(run.get().buildId(), repository.path("type").asText("unknown")));
    }
    var body = new LinkedHashMap<String, Object>();
    body.put("state", state);
    body.put("description", description);
    body.put("targetUrl", address.of(release.id()).toString());
    body.put("context", Map.of("genre", "model-release", "name", context(release)));
    var sent =
        asApplication(token -> azure.send("POST", statuses(run.get(), build.body()), token, body))
            .attempt();
    return sent.is(Kind.SENT) ? Attempt.sent(wanted) : sent;
  }

  private static Attempt notAllowed(Row row) {
    return Attempt.refused(
        "%s is below none of %s any more".formatted(row.target(), Organizations.SETTING));
  }

  private static URI build(Run run) {
    return run.api("build/builds/" + run.buildId());
  }

  private static URI statuses(Run run, JsonNode build) {
    return run.api(
        "git/repositories/%s/commits/%s/statuses"
            .formatted(
                segment(build.path("repository").path("id").asText()),
                segment(build.path("sourceVersion").asText())));
  }

  /** An id as an answer has it; whatever else it has does not become a path. */
  private static String segment(String id) {
    return id.replaceAll("[^A-Za-z0-9-]", "");
  }

  /** One status a model and process: releases of several models may come from one commit. */
  private static String context(ReleaseView release) {
    return release.process().equals("model-release")
        ? release.model()
        : release.model() + "/" + release.process();
  }

  private static String description(ReleaseView release) {
    var waits =
        release.tasks().stream()
            .map(ReleaseView.OpenTask::name)
            .distinct()
            .collect(Collectors.joining(", "));
    var text =
        switch (release.state()) {
          case "waiting-for-people" ->
              "Release %s waits for people: %s".formatted(release.id(), waits);
          case "running", "stopping" -> "Release %s is %s".formatted(release.id(), release.state());
          default ->
              "Release %s: %s. %s"
                  .formatted(release.id(), release.state(), release.reason())
                  .strip();
        };
    return text.length() > LONGEST_DESCRIPTION
        ? text.substring(0, LONGEST_DESCRIPTION - 3) + "..."
        : text;
  }

  Attempt tags(Row row, ReleaseView release) {
    var tags = new ArrayList<>(List.of("model:" + release.model(), "release:" + release.id()));
    if (release.state().equals("refused")) {
      tags.add("refused");
    }
    var wanted = String.join(", ", tags);
    if (row.told().equals(wanted)) {
      return Attempt.sent(wanted);
    }
    var run = organizations.run(row.target());
    if (run.isEmpty()) {
      return notAllowed(row);
    }
    var sent =
        asApplication(
                token -> azure.send("POST", URI.create(build(run.get()) + "/tags"), token, tags))
            .attempt();
    return sent.is(Kind.SENT) ? Attempt.sent(wanted) : sent;
  }
}
