package io.modelrelease.devops;

import io.modelrelease.devops.Feedback.Row;
import io.modelrelease.release.ReleaseView;
import java.net.URI;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Ends the job that waits (Microsoft's REST reference, Distributedtask, Events, Post Event), after
 * lines in its live feed and a log that says why. The lines are a courtesy: without them the job is
 * ended all the same.
 */
final class CallbackTeller implements Teller {
  /** What is kept of a callback whose lines were written. */
  private static final String LINES = "lines";

  private final AzureDevOps azure;
  private final RunTokens tokens;
  private final PublicAddress address;
  private final Clock clock;

  CallbackTeller(AzureDevOps azure, RunTokens tokens, PublicAddress address, Clock clock) {
    this.azure = azure;
    this.tokens = tokens;
    this.address = address;
    this.clock = clock;
  }

  /** True where the lines were written by an earlier try. */
  static boolean hasLines(String told) {
    return told.startsWith(LINES);
  }

  @Override
  public Attempt tell(Row row, ReleaseView release) {
    if (release.endedAt() == null) {
      return Attempt.lost("the release goes on");
    }
    var callback = Callback.of(row.callback().orElseThrow());
    var token = tokens.open(row.token().orElse(""), row.target());
    if (token.isEmpty()) {
      return Attempt.refused(
          "its token cannot be opened with the key of this node: is %s the same on every node, and as it was?"
              .formatted(RunTokens.SETTING));
    }
    var lines = hasLines(row.told()) || writeLines(callback, token.get(), release);
    var result = release.state().equals("completed") ? "succeeded" : "failed";
    var ended =
        azure
            .send(
                "POST",
                callback.plan("events"),
                token.get(),
                Map.of(
                    "name",
                    "TaskCompleted",
                    "taskId",
                    callback.taskInstanceId(),
                    "jobId",
                    callback.jobId(),
                    "result",
                    result))
            .attempt();
    return ended.is(Attempt.Kind.SENT)
        ? Attempt.sent(result)
        : new Attempt(ended.kind(), (lines ? LINES + ": " : "") + ended.what(), ended.pause());
  }

  private boolean writeLines(Callback callback, String token, ReleaseView release) {
    var text =
        List.of(
            "Release %s, version %d of %s: %s."
                .formatted(release.id(), release.modelVersion(), release.model(), release.state()),
            release.reason(),
            "All about it: " + address.of(release.id()));
    var now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    var lines =
        text.stream()
            .flatMap(String::lines)
            .filter(line -> !line.isBlank())
            .map(line -> now + " " + harmless(line))
            .toList();
    var fed =
        azure
            .send(
                "POST",
                callback.plan(
                    "timelines/%s/records/%s/feed"
                        .formatted(callback.timelineId(), callback.jobId())),
                token,
                Map.of("value", lines, "count", lines.size()))
            .attempt();
    return fed.is(Attempt.Kind.SENT) && keepLog(callback, token, lines);
  }

  /** What stays when the live feed is gone: a log, named by the record of the task. */
  private boolean keepLog(Callback callback, String token, List<String> lines) {
    URI logs = callback.plan("logs");
    var log = azure.send("POST", logs, token, Map.of("path", "logs\\" + callback.taskInstanceId()));
    var id = log.body().path("id").asInt(0);
    if (id > 0
        && azure
            .sendText(URI.create(logs + "/" + id), token, String.join("\n", lines) + "\n")
            .attempt()
            .is(Attempt.Kind.SENT)) {
      azure.send(
          "PATCH",
          callback.plan("timelines/%s/records".formatted(callback.timelineId())),
          token,
          Map.of(
              "value",
              List.of(Map.of("id", callback.taskInstanceId(), "log", log.body())),
              "count",
              1));
    }
    return true;
  }

  /** Foreign words are no commands to an agent. */
  private static String harmless(String line) {
    return Set.of("##vso[", "##[").stream()
        .reduce(line, (text, command) -> text.replace(command, command.replace("##", "# #")));
  }
}
