package io.modelrelease.emulator;

import io.modelrelease.azureml.SentBodies;
import io.modelrelease.emulator.control.Tokens;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An emulator on a free port, spoken to over plain HTTP as the contract has it. */
public final class RunningEmulator implements AutoCloseable {
  public static final String SCOPE =
      "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-modelrelease"
          + "/providers/Microsoft.MachineLearningServices";
  public static final String DEV = SCOPE + "/workspaces/mlw-dev";
  public static final String STAGING = SCOPE + "/workspaces/mlw-staging";
  public static final String STAGING_REGISTRY = SCOPE + "/registries/mlr-staging";
  public static final String API_VERSION = "2025-12-01";

  private final HttpClient client =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
  private final EmulatorSettings settings;
  private Emulator emulator;

  private RunningEmulator(EmulatorSettings settings) {
    this.settings = settings;
    this.emulator = Emulator.start(settings);
  }

  /** Any command, every operation over at once. */
  public static RunningEmulator start(Path home) {
    return start(home, Commands.ANY, Duration.ZERO);
  }

  public static RunningEmulator start(Path home, Commands commands, Duration pace) {
    return start(home, commands, Map.of("default", pace), List.of("echo", "trainer"));
  }

  public static RunningEmulator start(
      Path home, Commands commands, Map<String, Duration> pace, List<String> trainer) {
    return new RunningEmulator(new EmulatorSettings(home, "127.0.0.1", 0, commands, pace, trainer));
  }

  public static RunningEmulator start(EmulatorSettings settings) {
    return new RunningEmulator(settings);
  }

  /** Ends the emulator and starts another one on the same home and port. */
  public void restart() {
    var port = emulator.port();
    emulator.close();
    emulator =
        Emulator.start(
            new EmulatorSettings(
                settings.home(),
                settings.address(),
                port,
                settings.commands(),
                settings.pace(),
                settings.trainer(),
                settings.quota(),
                settings.python()));
  }

  public Emulator emulator() {
    return emulator;
  }

  public URI address() {
    return emulator.address();
  }

  /** A token for {@link Tokens#MANAGEMENT} or {@link Tokens#ML}. */
  public String token(String audience) {
    return send("POST", "/_emulator/token", "{\"audience\": \"%s\"}".formatted(audience), Map.of())
        .at("/access_token")
        .asText();
  }

  /**
   * Sends a request with a management token, and the API version unless the query has one.
   *
   * @param path a path below the emulator's address, or an absolute address
   */
  public Reply call(String method, String path, String body) {
    return send(
        method,
        withVersion(path),
        body,
        Map.of("Authorization", "Bearer " + token(Tokens.MANAGEMENT)));
  }

  public Reply get(String path) {
    return call("GET", path, "");
  }

  public Reply put(String path, String body) {
    return call("PUT", path, body);
  }

  public Reply post(String path, String body) {
    return call("POST", path, body);
  }

  public Reply delete(String path) {
    return call("DELETE", path, "");
  }

  private static String withVersion(String path) {
    return path.contains("api-version=") || !(path.startsWith("/subscriptions/"))
        ? path
        : path + (path.contains("?") ? "&" : "?") + "api-version=" + API_VERSION;
  }

  /** Sends exactly this, with no token of its own. An empty body is no body. */
  public Reply send(String method, String path, String body, Map<String, String> headers) {
    return send(method, path, body.getBytes(StandardCharsets.UTF_8), headers);
  }

  public Reply send(String method, String path, byte[] body, Map<String, String> headers) {
    var all = new LinkedHashMap<>(headers);
    if (body.length > 0) {
      all.putIfAbsent("Content-Type", "application/json");
    }
    var request =
        HttpRequest.newBuilder(path.startsWith("http") ? URI.create(path) : address().resolve(path))
            .timeout(Duration.ofSeconds(30))
            .method(
                method,
                body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
    all.forEach(request::header);
    try {
      return new Reply(client.send(request.build(), BodyHandlers.ofByteArray()));
    } catch (IOException e) {
      throw new UncheckedIOException(method + " " + path, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Puts a blob into the default container of a workspace. */
  public void upload(String workspace, String path, String content) {
    upload(workspace, path, content.getBytes(StandardCharsets.UTF_8));
  }

  public void upload(String workspace, String path, byte[] content) {
    var reply =
        send(
            "PUT",
            blob(workspace, "azureml-blobstore", path),
            content,
            Map.of("x-ms-blob-type", "BlockBlob", "Content-Type", "application/octet-stream"));
    if (reply.status() != 201) {
      throw new IllegalStateException("Upload of %s: %s".formatted(path, reply.text()));
    }
  }

  /** Reads a blob of the default container of a workspace. */
  public Reply download(String workspace, String path) {
    return send("GET", blob(workspace, "azureml-blobstore", path), "", Map.of());
  }

  /** Address of a blob, with a signature. */
  public String blob(String workspace, String container, String path) {
    return "/st%s/%s/%s?sig=any".formatted(workspace.replace("-", ""), container, path);
  }

  /** {@code azureml://datastores/workspaceblobstore/paths/…}. */
  public static String datastoreUri(String path) {
    return "azureml://datastores/workspaceblobstore/paths/" + path;
  }

  /** Lines of the journal that say this. */
  public List<String> journal(String... parts) {
    return send("GET", "/_emulator/journal", "", Map.of())
        .text()
        .lines()
        .filter(line -> List.of(parts).stream().allMatch(line::contains))
        .toList();
  }

  public void fault(String order) {
    var reply = send("POST", "/_emulator/faults", order, Map.of());
    if (reply.status() >= 300) {
      throw new IllegalStateException(reply.text());
    }
  }

  /**
   * @param duration ISO 8601
   */
  public void advanceClock(String duration) {
    send("POST", "/_emulator/clock", "{\"advance\": \"%s\"}".formatted(duration), Map.of());
  }

  /** What the product's client has PUT here is valid by Microsoft's schema. */
  @Override
  public void close() {
    emulator.close();
    SentBodies.requireValid(settings.home());
  }
}
