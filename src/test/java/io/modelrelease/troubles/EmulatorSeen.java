package io.modelrelease.troubles;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.StreamSupport;

/** The emulator from outside: what an operator would see and do in Azure ML studio, and faults. */
final class EmulatorSeen {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SCOPE =
      "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-modelrelease"
          + "/providers/Microsoft.MachineLearningServices/workspaces/";
  private static final String VERSION = "?api-version=2025-12-01";

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final URI base;

  EmulatorSeen(URI base) {
    this.base = base;
  }

  JsonNode get(String workspace, String path) {
    return send("GET", SCOPE + workspace + path + VERSION, "");
  }

  /** What the run history says of a job. */
  JsonNode history(String workspace, String job) {
    return send("GET", "/history/v1.0" + SCOPE + workspace + "/runs/" + job + "/details", "");
  }

  JsonNode put(String workspace, String path, JsonNode body) {
    return send("PUT", SCOPE + workspace + path + VERSION, body.toString());
  }

  /** Endpoints of a model, as paths of the workspace. */
  List<String> endpoints(String workspace, String kind, String model) {
    return StreamSupport.stream(
            get(workspace, "/" + kind + "Endpoints").path("value").spliterator(), false)
        .map(endpoint -> endpoint.path("name").asText())
        .filter(name -> name.startsWith(model))
        .map(name -> "/" + kind + "Endpoints/" + name)
        .toList();
  }

  List<String> deployments(String workspace, String endpoint) {
    return StreamSupport.stream(
            get(workspace, endpoint + "/deployments").path("value").spliterator(), false)
        .map(deployment -> deployment.path("name").asText())
        .sorted()
        .toList();
  }

  /** Live traffic, {@code {v001=100}}. */
  String traffic(String endpoint) {
    var traffic = new TreeMap<String, Integer>();
    get("mlw-production", endpoint)
        .path("properties")
        .path("traffic")
        .properties()
        .forEach(share -> traffic.put(share.getKey(), share.getValue().asInt()));
    traffic.values().removeIf(percent -> percent == 0);
    return traffic.toString();
  }

  String batchDefault(String endpoint) {
    return get("mlw-production", endpoint)
        .path("properties")
        .path("defaults")
        .path("deploymentName")
        .asText();
  }

  /** The next matching requests go wrong; see the page of interfaces. */
  void fault(String order) {
    send("POST", "/_emulator/faults", order);
  }

  void noFaults() {
    send("DELETE", "/_emulator/faults", "");
  }

  /** Cores that there are, budgets, rights: what the emulator is told of itself. */
  void order(String what, String order) {
    send("POST", "/_emulator/" + what, order);
  }

  /** As at the start. */
  void noOrder(String what) {
    send("DELETE", "/_emulator/" + what, "");
  }

  /** Requests from now on. */
  void forgetRequests() {
    send("DELETE", "/_emulator/journal", "");
  }

  /** Requests that change something, as {@code PUT /subscriptions/…}. */
  List<String> changes() {
    return text("GET", "/_emulator/journal", "")
        .lines()
        .map(EmulatorSeen::parse)
        .filter(line -> !List.of("GET", "HEAD").contains(line.path("method").asText()))
        .map(line -> line.path("method").asText() + " " + line.path("path").asText())
        .filter(line -> !line.contains("/_emulator/"))
        .filter(line -> !line.endsWith("/listSecrets")) // a read, though a POST
        .toList();
  }

  /** Requests of a method to paths that contain a text. */
  List<JsonNode> requests(String method, String path) {
    return text("GET", "/_emulator/journal", "")
        .lines()
        .map(EmulatorSeen::parse)
        .filter(line -> line.path("method").asText().equals(method))
        .filter(line -> line.path("path").asText().contains(path))
        .toList();
  }

  private JsonNode send(String method, String path, String body) {
    var text = text(method, path, body);
    return text.isEmpty() ? JSON.missingNode() : parse(text);
  }

  private String text(String method, String path, String body) {
    var request =
        HttpRequest.newBuilder(base.resolve(path))
            .header("Content-Type", "application/json")
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    if (path.startsWith("/subscriptions") || path.startsWith("/history")) {
      request.header("Authorization", "Bearer " + token());
    }
    return answer(request);
  }

  private String token() {
    return parse(
            answer(
                HttpRequest.newBuilder(base.resolve("/_emulator/token"))
                    .header("Content-Type", "application/json")
                    .POST(
                        BodyPublishers.ofString(
                            "{\"audience\": \"https://management.azure.com\"}"))))
        .path("access_token")
        .asText();
  }

  private String answer(HttpRequest.Builder request) {
    try {
      return http.send(request.build(), HttpResponse.BodyHandlers.ofString()).body();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  static JsonNode parse(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
