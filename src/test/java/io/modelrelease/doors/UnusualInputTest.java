package io.modelrelease.doors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.modelrelease.WholeApplication;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.web.context.WebApplicationContext;

/** What looks odd and is right, and what is right and cannot be done. */
class UnusualInputTest extends WholeApplication {
  @Autowired private WebApplicationContext application;

  @Value("${modelrelease.azureml.endpoint}")
  private URI emulator;

  private final List<String> started = new ArrayList<>();

  private RawAnswer start(Request request) {
    var answer = request.send(address());
    assertThat(answer.status()).as(answer.body()).isEqualTo(202);
    started.add(answer.header("Location"));
    return answer;
  }

  @AfterEach
  void stopWhatWasStarted() {
    started.forEach(this::stop);
  }

  private void stop(String release) {
    Request.get(release).to("DELETE", release).send(address());
  }

  private String emulator(String method, String path, String body) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(emulator.resolve(path))
                .method(method, BodyPublishers.ofString(body))
                .build(),
            BodyHandlers.ofString())
        .body();
  }

  @Test
  void takesNamesAndCallbacksInEveryScript() {
    var answer =
        start(
            Request.json(
                    """
                    {"model": "credit-risk", "commit": "%s", "author": "%s",
                     "requestedBy": "Jörg Müller 李 <j@example.org>", "modelVersion": null,
                     "devops": {"callback": %s, "run": "https://x"}}
                    """
                        .formatted(
                            "AbC0".repeat(16),
                            "é".repeat(254),
                            callback("\"note\": \"😀 \\ud83d \\u0000 Größe\"")))
                .header("Content-Type", "application/json; charset=utf-8"));
    var dossier = Request.get(answer.header("Location") + "/dossier").send(address()).json();
    assertThat(dossier.at("/asked/commit").asText()).isEqualTo("abc0".repeat(16));
    assertThat(dossier.at("/asked/author").asText()).isEqualTo("é".repeat(254));
    assertThat(dossier.at("/asked/requestedBy").asText())
        .isEqualTo("Jörg Müller 李 <j@example.org>");
  }

  /** Of a job that waits, with a field of somebody else's. */
  private static String callback(String more) {
    return AZURE_DEVOPS.job().callback().entrySet().stream()
        .map(field -> "\"%s\": \"%s\"".formatted(field.getKey(), field.getValue()))
        .collect(Collectors.joining(", ", "{", ", " + more + "}"));
  }

  @Test
  void takesArchivesAsToolsMakeThem() {
    var project =
        TarGz.of(Path.of("pipelines/models/credit-risk"), "./")
            .folder("./data")
            .edited("./job.yml", text -> "\ufeff" + text)
            .edited("./compute.yml", text -> text.replace("\n", "\r\n"))
            .file("./__pycache__/x.pyc", "left behind")
            .file("./data/größe.md", "Größe");
    start(
        Multipart.empty()
            .part("project", project.bytes())
            .field("release", BadRequests.GOOD.replace("3f2a", "0001"))
            .request());
  }

  @Test
  void keepsNothingWhenAzureCannotBeAsked() throws Exception {
    var before = Kept.by(application);
    emulator(
        "POST",
        "/_emulator/faults",
        """
        {"method": "GET", "path": ".*/models/concrete-strength/versions.*", "times": 1,
         "fault": "status", "status": 403,
         "error": {"code": "AuthorizationFailed", "message": "No right to read models."}}
        """);
    var request =
        Request.json(
            BadRequests.GOOD.replace("credit-risk", "concrete-strength").replace("3f2a", "0002"));
    var answer = request.send(address());
    assertThat(answer.status()).as(answer.body()).isEqualTo(503);
    assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
    assertThat(answer.header("Retry-After")).isNotEmpty();
    assertThat(answer.json().path("detail").asText()).contains("Nothing was started");
    assertThat(Kept.by(application)).isEqualTo(before);
  }

  /** The process itself finds out, from the ledger, and ends before it has touched production. */
  @Test
  void productionStepsOfWhatWasNeverApprovedEndRefused() throws Exception {
    var release =
        start(
            Request.json(
                BadRequests.GOOD
                    .replace("credit-risk", "concrete-strength")
                    .replace("3f2a", "0003")));
    stop(release.header("Location"));
    var version = release.json().path("modelVersion").asInt();

    for (var step :
        List.of("prod-register-in-production", "prod-online-endpoint", "prod-batch-endpoint")) {
      var answer =
          start(
              Request.json(
                      "{\"model\": \"concrete-strength\", \"process\": \"%s\", \"modelVersion\": %d}"
                          .formatted(step, version))
                  .header("Idempotency-Key", "never-approved"));
      var ended =
          await(step)
              .atMost(Duration.ofSeconds(30))
              .until(
                  () -> Request.get(answer.header("Location")).send(address()).json(),
                  found -> !found.path("endedAt").isNull());
      assertThat(ended.path("state").asText()).isEqualTo("refused");
      assertThat(ended.path("reason").asText())
          .contains("concrete-strength", "version " + version, "not approved", "Release it");
    }
    assertThat(emulator("GET", "/_emulator/journal", "").lines())
        .filteredOn(line -> line.contains("concrete-strength"))
        .filteredOn(line -> line.contains("mlw-production") || line.contains("mlr-production"))
        .allSatisfy(line -> assertThat(line).contains("\"method\":\"GET\""));
  }
}
