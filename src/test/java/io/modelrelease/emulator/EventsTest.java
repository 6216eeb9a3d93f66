package io.modelrelease.emulator;

import static io.modelrelease.emulator.RunningEmulator.DEV;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelrelease.emulator.WebHook.Manner;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Event Grid: the handshake in both schemas, and what is pushed. */
class EventsTest {
  @TempDir Path home;
  private RunningEmulator azure;

  @BeforeEach
  void start() {
    azure = RunningEmulator.start(home);
  }

  @AfterEach
  void stop() {
    azure.close();
  }

  private Reply subscribe(WebHook hook, String mode, String more) {
    return azure.send(
        "POST",
        "/_emulator/events",
        "{\"url\": \"%s\", \"mode\": \"%s\"%s}".formatted(hook.url(), mode, more),
        Map.of());
  }

  @Test
  void tellsTheCourseOfARunInTheSchemaOfEventGrid() {
    try (var hook = new WebHook(Manner.AGREES)) {
      var answer = subscribe(hook, "eventgrid", "");
      assertThat(answer.status()).as(answer.text()).isEqualTo(200);
      assertThat(answer.at("/provisioningState").asText()).isEqualTo("Succeeded");
      assertThat(answer.text()).doesNotContain("s3cret");
      var dev = new DevWorkspace(azure);
      dev.submit("told", "echo hello", job -> job.putObject("tags").put("release", "r-1"));
      await().until(() -> hook.of("RunCompleted").size() == 1);
      var completed = hook.of("RunCompleted").get(0);
      assertThat(completed.path("topic").asText()).isEqualTo(DEV);
      var data = completed.path("data");
      assertThat(completed.path("subject").asText())
          .isEqualTo("experiments/%s/runs/told".formatted(data.path("experimentId").asText()));
      assertThat(completed.path("metadataVersion").asText()).isEqualTo("1");
      assertThat(data.path("runId").asText()).isEqualTo("told");
      assertThat(data.path("experimentName").asText()).isEqualTo("tests");
      assertThat(data.path("runTags").path("release").asText()).isEqualTo("r-1");
      assertThat(hook.deliveries.get(0).header("aeg-event-type")).isEqualTo("Notification");
      await()
          .untilAsserted(
              () ->
                  assertThat(
                          hook.of("RunStatusChanged").stream()
                              .map(event -> event.at("/data/runStatus").asText()))
                      .contains("running", "completed"));
    }
  }

  @Test
  void saysOfARunThatFailedThatItsStatusChangedAndNotThatItCompleted() {
    try (var hook = new WebHook(Manner.AGREES)) {
      subscribe(hook, "eventgrid", "");
      new DevWorkspace(azure).submit("fails", "sh -c 'exit 2'");
      await()
          .until(
              () ->
                  hook.of("RunStatusChanged").stream()
                      .anyMatch(event -> event.at("/data/runStatus").asText().equals("failed")));
      assertThat(hook.of("RunCompleted")).isEmpty();
    }
  }

  @Test
  void tellsOfModelsAndDeploymentsAsCloudEvents() {
    try (var hook = new WebHook(Manner.AGREES)) {
      assertThat(subscribe(hook, "cloudevents", "").status()).isEqualTo(200);
      var world = new EndpointWorld(azure);
      var endpoint = world.serving("{'dep1': 100}", TinyModel.trained(1));
      await().until(() -> hook.of("ModelDeployed").size() == 1);
      await().until(() -> hook.of("ModelRegistered").size() == 1);
      var registered = hook.of("ModelRegistered").get(0);
      assertThat(registered.path("specversion").asText()).isEqualTo("1.0");
      assertThat(registered.path("source").asText()).isEqualTo(DEV);
      var data = registered.path("data");
      assertThat(registered.path("subject").asText())
          .isEqualTo("models/%s:1".formatted(data.path("ModelName").asText()));
      assertThat(data.path("ModelVersion").isNumber()).isTrue();
      var deployed = hook.of("ModelDeployed").get(0);
      assertThat(deployed.path("subject").asText()).isEqualTo("endpoints/" + endpoint);
      assertThat(deployed.at("/data/ModelIds").asText())
          .isEqualTo(data.path("ModelName").asText() + ":1");
    }
  }

  @Test
  void pushesNothingToAWebHookThatDidNotAgree() {
    try (var refuses = new WebHook(Manner.REFUSES);
        var later = new WebHook(Manner.LATER)) {
      for (var mode : new String[] {"eventgrid", "cloudevents"}) {
        var refused = subscribe(refuses, mode, "");
        assertThat(refused.status()).as(refused.text()).isEqualTo(400);
        assertThat(refused.text()).contains("handshake failed").doesNotContain("s3cret");
        assertThat(subscribe(later, mode, ", \"name\": \"%s\"".formatted(mode)).text())
            .contains("AwaitingManualAction");
      }
      var dev = new DevWorkspace(azure);
      dev.submit("untold", "echo");
      dev.awaitStatus("untold", "Completed");
      assertThat(later.deliveries).isEmpty();

      var agreed = azure.send("GET", later.callbacks.get(0), "", Map.of());
      assertThat(agreed.status()).as(agreed.text()).isEqualTo(200);
      dev.submit("told", "echo");
      await().until(() -> !later.of("RunCompleted").isEmpty());
      assertThat(refuses.deliveries).isEmpty();
    }
  }

  @Test
  void triesAgainWhenTheReceiverFailsAndPushesSomeTwice() {
    try (var hook = new WebHook(Manner.AGREES)) {
      hook.failures.set(3);
      subscribe(hook, "eventgrid", ", \"duplicate\": 1.0");
      new DevWorkspace(azure).submit("twice", "echo");
      await().until(() -> hook.of("RunCompleted").size() == 2);
      assertThat(
              hook.of("RunCompleted").stream()
                  .map(event -> event.path("id").asText())
                  .collect(Collectors.toSet()))
          .hasSize(1);
      await()
          .untilAsserted(
              () ->
                  assertThat(hook.deliveries)
                      .anyMatch(one -> !one.header("aeg-delivery-count").equals("0")));
    }
  }

  @Test
  void losesWhatItIsToldToLose() {
    try (var hook = new WebHook(Manner.AGREES)) {
      subscribe(hook, "eventgrid", ", \"drop\": 1.0");
      var dev = new DevWorkspace(azure);
      dev.submit("lost", "echo");
      dev.awaitStatus("lost", "Completed");
      assertThat(hook.deliveries).isEmpty();
      assertThat(subscribe(hook, "eventgrid", ", \"drop\": 2").status()).isEqualTo(400);
    }
  }

  @Test
  void remembersItsSubscriptions() {
    try (var hook = new WebHook(Manner.AGREES)) {
      subscribe(hook, "eventgrid", ", \"name\": \"mine\"");
      azure.restart();
      new DevWorkspace(azure).submit("after", "echo");
      await().until(() -> !hook.of("RunCompleted").isEmpty());
      JsonNode shown = azure.send("GET", "/_emulator/events", "", Map.of()).json();
      assertThat(shown.path("value")).hasSize(1);
      assertThat(shown.at("/value/0/name").asText()).isEqualTo("mine");
      assertThat(azure.send("DELETE", "/_emulator/events", "", Map.of()).status()).isEqualTo(204);
    }
  }
}
