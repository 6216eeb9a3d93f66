package io.modelrelease.azureml;

import com.azure.core.http.HttpMethod;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** Managed online endpoints: traffic, deployments, scoring. */
public final class OnlineEndpoints {
  private static final Duration LONGEST_ANSWER = Duration.ofSeconds(20);

  private final Workspace workspace;
  private final HttpClient scoring =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
  private final Map<String, Door> doors = new ConcurrentHashMap<>();

  /** Where an endpoint is asked, and with which key. */
  private record Door(URI uri, String key) {}

  OnlineEndpoints(Workspace workspace) {
    this.workspace = workspace;
  }

  public Optional<OnlineEndpoint> find(String name) {
    return workspace.find(id(name)).map(body -> read(name, body));
  }

  private static OnlineEndpoint read(String name, JsonNode body) {
    var properties = body.path("properties");
    var traffic = new TreeMap<String, Integer>();
    properties
        .path("traffic")
        .fields()
        .forEachRemaining(
            share -> {
              if (share.getValue().asInt() > 0) {
                traffic.put(share.getKey(), share.getValue().asInt());
              }
            });
    return new OnlineEndpoint(
        name,
        properties.path("provisioningState").asText(),
        traffic,
        URI.create(properties.path("scoringUri").asText("")),
        body);
  }

  public List<Deployment> deployments(String endpoint) {
    return workspace.list(id(endpoint) + "/deployments", Map.of()).stream()
        .map(Deployment::read)
        .toList();
  }

  /**
   * Sets the live traffic: GET, then PUT of the whole endpoint.
   *
   * @param traffic percent by deployment; the sum is 0 or 100
   */
  public Started setTraffic(String endpoint, Map<String, Integer> traffic) {
    var shown = find(endpoint).orElseThrow(() -> missing(endpoint));
    var body = EndpointBody.forPut(shown.body());
    var properties = (ObjectNode) body.path("properties");
    var shares = properties.putObject("traffic");
    traffic.forEach(
        (deployment, percent) -> {
          if (percent > 0) {
            shares.put(deployment, percent);
          }
        });
    return workspace.put(id(endpoint), body);
  }

  /**
   * Asks an endpoint.
   *
   * @param deployment asked by header; empty: whichever has the traffic
   * @param body as the deployment expects it
   * @throws AzureException when there was no answer at all
   */
  public Answer score(String endpoint, Optional<String> deployment, JsonNode body) {
    var door = doors.computeIfAbsent(endpoint, this::open);
    var answer = send(door, deployment, body);
    if (answer.status() == 401 || answer.status() == 403) {
      doors.put(endpoint, open(endpoint)); // somebody regenerated the keys
      return send(doors.get(endpoint), deployment, body);
    }
    return answer;
  }

  private Door open(String endpoint) {
    var shown = find(endpoint).orElseThrow(() -> missing(endpoint));
    LoopbackBearerPolicy.requireSafe(shown.scoringUri());
    var mode = shown.body().path("properties").path("authMode").asText("Key");
    var secret =
        mode.equalsIgnoreCase("Key")
            ? workspace.post(id(endpoint) + "/listKeys", Optional.empty()).body().path("primaryKey")
            : workspace.post(id(endpoint) + "/token", Optional.empty()).body().path("accessToken");
    return new Door(shown.scoringUri(), secret.asText());
  }

  private Answer send(Door door, Optional<String> deployment, JsonNode body) {
    var request =
        HttpRequest.newBuilder(door.uri())
            .timeout(LONGEST_ANSWER)
            .header("Content-Type", "application/json")
            .header("Authorization", "Bearer " + door.key())
            .POST(HttpRequest.BodyPublishers.ofString(body.toString()));
    deployment.ifPresent(name -> request.header("azureml-model-deployment", name));
    var start = System.nanoTime();
    try {
      var answer = scoring.send(request.build(), HttpResponse.BodyHandlers.ofString());
      return new Answer(
          answer.statusCode(), parse(answer.body()), Duration.ofNanos(System.nanoTime() - start));
    } catch (IOException e) {
      throw Failures.unreachable(HttpMethod.POST + " " + door.uri(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Failures.unreachable(HttpMethod.POST + " " + door.uri(), e);
    }
  }

  private static JsonNode parse(String text) {
    try {
      return Rest.JSON.readTree(text);
    } catch (IOException e) {
      return MissingNode.getInstance();
    }
  }

  private String id(String endpoint) {
    return workspace.armId("onlineEndpoints", endpoint);
  }

  private AzureException missing(String endpoint) {
    return Failures.of(
        "GET " + id(endpoint),
        404,
        new AzureError(
            "NotFound",
            "There is no online endpoint " + endpoint + ".",
            Optional.empty(),
            List.of()));
  }
}
