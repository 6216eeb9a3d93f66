package io.modelrelease.troubles;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Events that are lost, doubled, late, false or out of order change nothing. */
@Tag("faults")
class EventsTest extends Troubles {
  private static final String DEV =
      "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-modelrelease/providers/Microsoft.MachineLearningServices/workspaces/mlw-dev";
  private final HttpClient http = HttpClient.newHttpClient();

  private String hook() {
    return address().resolve("/api/events/azureml")
        + "?code="
        + environment.getProperty("modelrelease.watch.events.secret");
  }

  private int post(String url, String body) {
    try {
      return http.send(
              HttpRequest.newBuilder(URI.create(url))
                  .header("Content-Type", "application/json")
                  .POST(BodyPublishers.ofString(body.replace('\'', '"')))
                  .build(),
              HttpResponse.BodyHandlers.ofString())
          .statusCode();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private void pushed(double drop, double duplicate, String mode) {
    var body =
        new ObjectMapper()
            .createObjectNode()
            .put("name", "application")
            .put("url", hook())
            .put("mode", mode)
            .put("drop", drop)
            .put("duplicate", duplicate);
    assertThat(
            post(
                environment.getProperty("modelrelease.azureml.endpoint") + "/_emulator/events",
                body.toString()))
        .isEqualTo(200);
  }

  @AfterEach
  void asBefore() {
    pushed(0, 0, "eventgrid");
  }

  @Test
  void releasesAModelWhetherEventsComeOnceTwiceOrNever() {
    pushed(1, 0, "eventgrid");
    var none = train(Project.named("unheard"));
    ended(none, "completed");
    pushed(0.3, 1, "cloudevents");
    var some = train(Project.named("heard-twice"));
    ended(some, "completed");
    for (var release : new String[] {none, some}) {
      assertThat(azure.requests("PUT", "/jobs/" + release + "-train")).hasSize(1);
    }
  }

  @Test
  void believesNoEventThatSaysThatARunIsOver() {
    azure.fault("{\"method\": \"PUT\", \"path\": \"/jobs/\", \"fault\": \"stuck\"}");
    var release = train(Project.named("forged"));
    passes("the job", () -> !azure.requests("PUT", "/jobs/" + release).isEmpty());
    var job = azure.requests("PUT", "/jobs/" + release).get(0).path("path").asText();
    var name = job.substring(job.lastIndexOf('/') + 1);
    for (var number = 0; number < 20; number++) {
      var status =
          post(
              hook(),
              """
              [{'id': 'forged-%d', 'topic': '%s', 'eventType': 'Microsoft.MachineLearningServices.RunCompleted',
                'data': {'runId': '%s'}},
               {'id': 'forged-too-%d', 'topic': '%s', 'eventType': 'Microsoft.MachineLearningServices.RunStatusChanged',
                'data': {'runId': '%s', 'runStatus': 'failed'}}]"""
                  .formatted(number, DEV, name, number, DEV, name));
      assertThat(status).isEqualTo(200);
    }
    assertThat(done(release, "Task_AwaitOperation")).isZero();
    assertThat(state(release)).isEqualTo("running");
    stop(release);
    ended(release, "stopped");
  }
}
