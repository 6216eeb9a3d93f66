package io.modelrelease.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** What a team does with the application: release, wait, approve. */
final class Team {
  private static final Path MODELS = Path.of("pipelines", "models");
  private static final Set<String> RESTING =
      Set.of("waiting-for-people", "completed", "refused", "failed", "stopped");
  private static final Duration LONGEST = Duration.ofMinutes(4);

  private final RunningApplication application;

  Team(RunningApplication application) {
    this.application = application;
  }

  /** Commits are told apart by one digit. */
  static String commit(int number) {
    return "%040x".formatted(number);
  }

  /** Releases a project that the server knows. */
  String release(String model, int commit) {
    return RunningApplication.json(
            application.post(
                "scientist",
                "/api/releases",
                """
                {"model": "%s", "commit": "%s", "author": "author@example.org"}"""
                    .formatted(model, commit(commit))))
        .path("id")
        .asText();
  }

  /**
   * Releases a project as a pipeline does, with its files.
   *
   * @param edit changes the text of the training job
   */
  String upload(String model, int commit, UnaryOperator<String> edit) {
    return RunningApplication.json(
            upload(
                """
                {"model": "%s", "commit": "%s", "author": "author@example.org"}"""
                    .formatted(model, commit(commit)),
                archive(MODELS.resolve(model), edit)))
        .path("id")
        .asText();
  }

  HttpResponse<String> upload(String release, byte[] project) {
    var boundary = "model-release-boundary";
    var body = new ByteArrayOutputStream();
    body.writeBytes(
        ("--%s\r\nContent-Disposition: form-data; name=\"release\"; filename=\"release.json\"\r\nContent-Type: application/json\r\n\r\n%s\r\n--%s\r\nContent-Disposition: form-data; name=\"project\"; filename=\"project.tar.gz\"\r\nContent-Type: application/gzip\r\n\r\n"
                .formatted(boundary, release, boundary))
            .getBytes(StandardCharsets.UTF_8));
    body.writeBytes(project);
    body.writeBytes("\r\n--%s--\r\n".formatted(boundary).getBytes(StandardCharsets.UTF_8));
    return application.send(
        HttpRequest.newBuilder(application.uri("/api/releases"))
            .header("Authorization", "Bearer local-pipeline")
            .header("Content-Type", "multipart/form-data; boundary=" + boundary)
            .POST(HttpRequest.BodyPublishers.ofByteArray(body.toByteArray())));
  }

  static byte[] archive(Path folder, UnaryOperator<String> editJob) {
    var bytes = new ByteArrayOutputStream();
    try (var files = Files.walk(folder);
        var tar = new TarArchiveOutputStream(new GZIPOutputStream(bytes))) {
      for (var file : files.filter(Files::isRegularFile).sorted().toList()) {
        var content = Files.readAllBytes(file);
        if (file.getFileName().toString().equals("job.yml")) {
          content =
              editJob
                  .apply(new String(content, StandardCharsets.UTF_8))
                  .getBytes(StandardCharsets.UTF_8);
        }
        var entry = new TarArchiveEntry(folder.relativize(file).toString());
        entry.setSize(content.length);
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  JsonNode show(String release) {
    return get("/api/releases/" + release);
  }

  JsonNode dossier(String release) {
    return get("/api/releases/" + release + "/dossier");
  }

  /** By the pipeline's token: a password costs a tenth of a second at each look. */
  private JsonNode get(String path) {
    return RunningApplication.json(
        application.send(
            HttpRequest.newBuilder(application.uri(path))
                .header("Authorization", "Bearer local-pipeline")));
  }

  /** Waits until a release is over or waits for people. */
  JsonNode rested(String release) {
    return await(release + " to come to rest")
        .atMost(LONGEST)
        .pollInterval(Duration.ofMillis(300))
        .until(() -> show(release), view -> RESTING.contains(view.path("state").asText()));
  }

  JsonNode waitingForApproval(String release) {
    var view = rested(release);
    assertThat(view.path("state").asText()).as("%s", view).isEqualTo("waiting-for-people");
    assertThat(view.path("tasks").path(0).path("name").asText()).isEqualTo("Approve production");
    return view;
  }

  /** Waits until a release is over. */
  JsonNode ended(String release) {
    return await(release + " to end")
        .atMost(LONGEST)
        .pollInterval(Duration.ofMillis(300))
        .until(
            () -> show(release),
            view ->
                !view.path("endedAt").asText("").isEmpty()
                    || view.path("state").asText().equals("waiting-for-people"));
  }

  JsonNode completed(String release) {
    var view = ended(release);
    assertThat(view.path("state").asText()).as("%s", view).isEqualTo("completed");
    return view;
  }

  /** Approves as somebody, through the API behind Tasklist. */
  void approve(String release, String person) {
    approveAndWrite(release, person, "");
  }

  /**
   * Approves, and sends more variables with the form than it has fields.
   *
   * @param more JSON members
   */
  void approveAndWrite(String release, String person, String more) {
    var task = waitingForApproval(release).path("tasks").path(0).path("id").asText();
    var answer = Person.loggedIn(application, person).decide(task, "approve", "", more);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(204);
  }
}
