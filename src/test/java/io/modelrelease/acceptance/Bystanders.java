package io.modelrelease.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The people around one release: who approves it, repairs what is to be repaired and retries in
 * Cockpit what became an incident, until it is over. What they were shown is written down.
 */
final class Bystanders {
  private static final Duration LONGEST = Duration.ofMinutes(4);
  private static final Runnable NOTHING = () -> {};

  private final Team team;
  private final Person approver;
  private final Person operator;
  private final String release;
  private final Set<String> handled = new HashSet<>();
  private final List<Shown> shown = new ArrayList<>();
  private final Deque<Runnable> mends = new ArrayDeque<>();
  private Runnable beforeApproval = NOTHING;

  /**
   * What they were shown.
   *
   * @param how repair task, overdue task or incident
   * @param where operation and environment, or activity
   * @param sentence what it said
   */
  record Shown(String how, String where, String sentence) {}

  Bystanders(Team team, Person approver, Person operator, String release) {
    this.team = team;
    this.approver = approver;
    this.operator = operator;
    this.release = release;
  }

  /** What is done on Azure, task after task, before it is decided. */
  Bystanders mending(List<Runnable> actions) {
    mends.addAll(actions);
    return this;
  }

  Bystanders beforeApproval(Runnable action) {
    beforeApproval = action;
    return this;
  }

  /** Sees the release through to its end. */
  JsonNode seeThrough() {
    return await(release + " to end")
        .atMost(LONGEST)
        .pollInterval(Duration.ofMillis(300))
        .until(this::look, view -> !view.path("endedAt").asText("").isEmpty());
  }

  List<Shown> shown() {
    return shown;
  }

  private JsonNode look() {
    var view = team.show(release);
    for (var task : view.path("tasks")) {
      var id = task.path("id").asText();
      if (handled.add(id)) {
        act(id, task.path("name").asText());
      }
    }
    if (!view.path("incidents").isEmpty()) {
      retryIncidents();
    }
    return view;
  }

  private void act(String task, String name) {
    switch (name) {
      case "Approve production" -> {
        beforeApproval.run();
        assertThat(approver.decide(task, "approve", "").statusCode()).isEqualTo(204);
      }
      case "Repair operation" -> {
        remember("repair task", task);
        mend();
        assertThat(operator.decide(task, "retry", "mended").statusCode()).isEqualTo(204);
      }
      case "Handle overdue operation" -> {
        remember("overdue task", task);
        mend(); // what was overdue is over by that, and goes on by itself
      }
      default -> throw new AssertionError("Who does this? " + name);
    }
  }

  private void mend() {
    var action = mends.poll();
    if (action != null) {
      action.run();
    }
  }

  private void remember(String how, String task) {
    var failure = failure(task);
    shown.add(
        new Shown(
            how,
            "%s in %s"
                .formatted(
                    failure.path("operation").asText().replaceAll("([A-Z])", " $1").toLowerCase(),
                    failure.path("environment").asText()),
            "%s %s %s"
                .formatted(
                    failure.path("what").asText(),
                    failure.has("words")
                        ? "Azure says %s: %s"
                            .formatted(
                                failure.path("code").asText(), failure.path("words").asText())
                        : "",
                    "What to do: " + failure.path("next").asText())));
  }

  private JsonNode failure(String task) {
    var variable = operator.get("/task/" + task + "/variables/failure?deserializeValue=false");
    try {
      return RunningApplication.JSON.readTree(variable.path("value").asText());
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** As in Cockpit: the job of each incident gets another try. */
  private void retryIncidents() {
    for (var instance : operator.get("/process-instance?businessKey=" + release)) {
      var id = instance.path("id").asText();
      for (var incident :
          operator.get("/incident?incidentType=failedJob&processInstanceId=" + id)) {
        if (incident.path("rootCauseIncidentId").equals(incident.path("id"))
            && handled.add(incident.path("id").asText())) {
          shown.add(
              new Shown(
                  "incident",
                  incident.path("activityId").asText(),
                  incident.path("incidentMessage").asText()));
          mend();
          var answer =
              operator.put(
                  "/job/" + incident.path("configuration").asText() + "/retries",
                  "{\"retries\": 1}");
          assertThat(answer.statusCode()).as(answer.body()).isEqualTo(204);
        }
      }
    }
  }
}
