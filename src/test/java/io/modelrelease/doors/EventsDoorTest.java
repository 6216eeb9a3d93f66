package io.modelrelease.doors;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrelease.WholeApplication;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.Environment;

/** The web hook for events stands outside the login, and lets nothing else out or in. */
class EventsDoorTest extends WholeApplication {
  private final HttpClient http = HttpClient.newHttpClient();
  @Autowired private Environment environment;

  private HttpResponse<String> send(String method, String path, String body)
      throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(address().resolve(path))
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private String known() {
    return "/api/events/azureml?code="
        + environment.getProperty("modelrelease.watch.events.secret");
  }

  @Test
  void letsWhoKnowsTheSecretSendEvents() throws Exception {
    assertThat(send("POST", known(), "[]").statusCode()).isEqualTo(200);
    assertThat(environment.getProperty("modelrelease.watch.events.secret")).hasSize(48);
  }

  @ParameterizedTest
  @CsvSource({
    "POST, /api/events/azureml, 401",
    "OPTIONS, /api/events/azureml, 401",
    "POST, /api/events/azureml?code=wrong, 401",
    "GET, /api/events/azureml, 405",
    "DELETE, /api/events/azureml, 405",
    "POST, /api/events/azureml/more, 401",
    "POST, /api/events, 401",
    "POST, /api/events/AZUREML, 401"
  })
  void refusesEverythingElse(String method, String path, int status) throws Exception {
    var answer = send(method, path, "[]");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Set-Cookie")).isEmpty();
    assertThat(answer.body()).doesNotContain("Exception", "\tat ");
  }

  @Test
  void opensNoOtherDoorWithItsSecret() throws Exception {
    var code = known().substring(known().indexOf('?'));
    assertThat(send("POST", "/api/releases" + code, "{}").statusCode()).isEqualTo(401);
    assertThat(send("GET", "/actuator/prometheus" + code, "").statusCode()).isEqualTo(401);
  }
}
