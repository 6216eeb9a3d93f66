package io.modelrelease.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** One release, brought to its end by people who ask again whenever nobody answered. */
final class ReleaseUnderFire {
  private static final Duration LONGEST_SILENCE = Duration.ofMinutes(3);
  private static final Duration LONGEST = Duration.ofMinutes(40);

  private final Mortal application;
  private final Mortal emulator;
  private final Deaths deaths;
  private final String request;
  private final Instant began = Instant.now();
  private Optional<String> id = Optional.empty();
  private JsonNode view = RunningApplication.JSON.createObjectNode();

  ReleaseUnderFire(Mortal application, Mortal emulator, Deaths deaths, String model, int commit) {
    this.application = application;
    this.emulator = emulator;
    this.deaths = deaths;
    this.request =
        """
        {"model": "%s", "commit": "%s", "author": "author@example.org"}"""
            .formatted(model, Team.commit(commit));
  }

  /** Until it is completed; returns its id. */
  String complete() {
    await("the release to be completed")
        .atMost(LONGEST)
        .pollInterval(Duration.ofMillis(200))
        .failFast("nothing moves any more", this::nothingMoves)
        .until(this::isCompleted);
    return id.orElseThrow();
  }

  private boolean nothingMoves() {
    var since = deaths.changed().isAfter(began) ? deaths.changed() : began;
    if (since.plus(LONGEST_SILENCE).isBefore(Instant.now())) {
      throw new AssertionError("After %d deaths nothing moves: %s".formatted(deaths.count(), view));
    }
    return false;
  }

  private boolean isCompleted() {
    emulator.revive();
    application.revive();
    if (!emulator.process().isReady()) {
      return false;
    }
    emulator.back();
    if (!application.process().isReady()) {
      return false;
    }
    application.back();
    try {
      return goOn();
    } catch (UncheckedIOException e) {
      return false; // who was asked has died
    }
  }

  private boolean goOn() {
    if (id.isEmpty()) {
      var answer = application.process().post("scientist", "/api/releases", request);
      if (answer.statusCode() >= 500) {
        return false; // Azure could not be asked for the highest version
      }
      id = Optional.of(RunningApplication.json(answer).path("id").asText());
    }
    view = new Team(application.process()).show(id.get());
    switch (view.path("state").asText()) {
      case "running" -> {
        return false;
      }
      case "waiting-for-people" -> {
        var task = view.path("tasks").path(0);
        assertThat(task.path("name").asText()).as("%s", view).isEqualTo("Approve production");
        Person.loggedIn(application.process(), "approver")
            .decide(task.path("id").asText(), "approve", "");
        return false;
      }
      default -> {
        assertThat(view.path("state").asText()).as("%s", view).isEqualTo("completed");
        return true;
      }
    }
  }
}
