package io.modelrelease.acceptance;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/** The emulator seen from outside, by raw requests: what would be looked up on Azure. */
final class Emulated {
  private static final String GROUP =
      "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-modelrelease";
  private static final String VERSION = "?api-version=2025-12-01";

  private static final int TRIES = 5;

  private final Map<String, String> tokens = new ConcurrentHashMap<>();
  private final RunningApplication http;
  private final URI base;

  /**
   * @param http sends
   * @param base of the emulator
   */
  Emulated(RunningApplication http, URI base) {
    this.http = http;
    this.base = base;
  }

  static String workspace(String name) {
    return GROUP + "/providers/Microsoft.MachineLearningServices/workspaces/" + name;
  }

  JsonNode arm(String path) {
    for (var tries = TRIES; ; tries--) {
      var answer =
          http.send(
              HttpRequest.newBuilder(base.resolve(path + VERSION))
                  .header("Authorization", "Bearer " + token("https://management.azure.com")));
      var passing = answer.statusCode() == 429 || answer.statusCode() >= 500;
      if (!passing || tries == 1) { // a fault that was ordered meets whoever asks
        return RunningApplication.json(answer);
      }
    }
  }

  JsonNode armPost(String path) {
    return RunningApplication.json(
        http.send(
            HttpRequest.newBuilder(base.resolve(path + VERSION))
                .header("Authorization", "Bearer " + token("https://management.azure.com"))
                .POST(HttpRequest.BodyPublishers.noBody())));
  }

  /** As somebody with rights of their own on Azure would, by hand. */
  int arm(String method, String path, String body) {
    return http.send(
            HttpRequest.newBuilder(base.resolve(path + VERSION))
                .header("Authorization", "Bearer " + token("https://management.azure.com"))
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body)))
        .statusCode();
  }

  /** Good for an hour, which no test lasts. */
  private String token(String audience) {
    return tokens.computeIfAbsent(audience, this::newToken);
  }

  private String newToken(String audience) {
    return RunningApplication.json(
            http.send(
                HttpRequest.newBuilder(base.resolve("/_emulator/token"))
                    .header("Content-Type", "application/json")
                    .POST(
                        HttpRequest.BodyPublishers.ofString(
                            "{\"audience\": \"%s\"}".formatted(audience)))))
        .path("access_token")
        .asText();
  }

  /** The one online endpoint of a model in a workspace. */
  JsonNode onlineEndpoint(String workspace, String model) {
    return endpoint(workspace(workspace) + "/onlineEndpoints", model);
  }

  JsonNode batchEndpoint(String workspace, String model) {
    return endpoint(workspace(workspace) + "/batchEndpoints", model);
  }

  private JsonNode endpoint(String collection, String model) {
    for (var endpoint : arm(collection).path("value")) {
      if (endpoint.path("name").asText().startsWith(model)) {
        return endpoint;
      }
    }
    throw new AssertionError("No endpoint of " + model + " in " + collection);
  }

  List<String> deployments(JsonNode endpoint) {
    var names = new java.util.ArrayList<String>();
    arm(endpoint.path("id").asText() + "/deployments")
        .path("value")
        .forEach(deployment -> names.add(deployment.path("name").asText()));
    return names.stream().sorted().toList();
  }

  /** Asks the live endpoint as an application would, with the endpoint's key. */
  JsonNode score(JsonNode endpoint, String body) {
    var key = armPost(endpoint.path("id").asText() + "/listKeys").path("primaryKey").asText();
    return RunningApplication.json(
        http.send(
            HttpRequest.newBuilder(
                    URI.create(endpoint.path("properties").path("scoringUri").asText()))
                .header("Authorization", "Bearer " + key)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))));
  }

  List<JsonNode> journal() {
    return http.send(HttpRequest.newBuilder(base.resolve("/_emulator/journal")))
        .body()
        .lines()
        .map(Emulated::parse)
        .toList();
  }

  /** The bodies that were PUT to the resource manager and taken. */
  List<JsonNode> puts() {
    return journal().stream()
        .filter(line -> line.path("method").asText().equals("PUT"))
        .filter(line -> line.path("path").asText().startsWith("/subscriptions/"))
        .filter(line -> line.path("status").asInt() < 300)
        .toList();
  }

  /** A path; where one version is published into several registries, with the registry. */
  private static String whatCame(JsonNode line) {
    var registry = line.path("body").path("registryName").asText("");
    return line.path("path").asText() + (registry.isEmpty() ? "" : " -> " + registry);
  }

  /** How often each thing came into being by a request that is of interest. */
  Map<String, Integer> created(Predicate<JsonNode> interesting) {
    var counts = new TreeMap<String, Integer>();
    journal().stream()
        .filter(line -> line.path("created").asBoolean())
        .filter(interesting)
        .forEach(line -> counts.merge(whatCame(line), 1, Integer::sum));
    return counts;
  }

  /** How many requests of a method went to a path. */
  long requests(String method, String path) {
    return journal().stream()
        .filter(line -> line.path("method").asText().equals(method))
        .filter(line -> line.path("path").asText().equals(path))
        .count();
  }

  void fault(String order) {
    http.send(
        HttpRequest.newBuilder(base.resolve("/_emulator/faults"))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(order)));
  }

  /** Moves its clock. */
  void advance(Duration time) {
    http.send(
        HttpRequest.newBuilder(base.resolve("/_emulator/clock"))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString("{\"advance\": \"%s\"}".formatted(time))));
  }

  private static JsonNode parse(String line) {
    try {
      return RunningApplication.JSON.readTree(line);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
