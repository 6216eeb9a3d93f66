package io.modelrelease.azureml;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** Managed online endpoints: traffic, deployments, scoring. */
public final class OnlineEndpoints {
  private static final Pattern DEPLOYMENT =
      Pattern.compile("/onlineEndpoints/[^/]+/deployments/[^/]+$", Pattern.CASE_INSENSITIVE);
  private static final String SERVER = "InferenceServer";
  private static final String STORAGE = "StorageInitializer";
  private static final int LOG_LINES = 30;

  private final Workspace workspace;
  private final Scoring scoring;
  private final Map<String, Door> doors = new ConcurrentHashMap<>();

  /** Where an endpoint is asked, and with which key or token. */
  private record Door(URI uri, Supplier<String> bearer) {}

  OnlineEndpoints(Workspace workspace, Scoring scoring) {
    this.workspace = workspace;
    this.scoring = scoring;
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
   * Asks an endpoint. One that does not exist answers 404.
   *
   * @param deployment asked by header; empty: whichever has the traffic
   * @param body as the deployment expects it
   * @throws AzureException when there was no answer, or none that says anything of the model
   */
  public Answer score(String endpoint, Optional<String> deployment, JsonNode body) {
    try {
      var answer = scoreThrough(door(endpoint), deployment, body);
      if (answer.status() == 401 || answer.status() == 403) {
        doors.remove(endpoint); // somebody regenerated the keys, or the token is too old
        answer = scoreThrough(door(endpoint), deployment, body);
      }
      if (answer.status() == 401 || answer.status() == 403) {
        throw Failures.of("POST " + endpoint, answer.status(), AzureError.read(answer.body()));
      }
      return answer;
    } catch (AzureException e) {
      doors.remove(endpoint); // it may have moved, or be gone
      if (e.status() == 404) {
        return new Answer(
            404,
            Rest.JSON.valueToTree(Map.of("code", e.code(), "message", e.words())),
            Duration.ZERO);
      }
      throw e;
    }
  }

  /**
   * How long an endpoint takes to say that it lives, with no model at work; empty if it does not.
   */
  public Optional<Duration> liveness(String endpoint) {
    var door = door(endpoint);
    return scoring.liveness(door.uri(), door.bearer().get());
  }

  private Answer scoreThrough(Door door, Optional<String> deployment, JsonNode body) {
    return scoring.ask(door.uri(), door.bearer().get(), deployment, body);
  }

  private Door door(String endpoint) {
    return doors.computeIfAbsent(endpoint, this::open);
  }

  /**
   * Key: one of the endpoint's keys; AMLToken: a token that the endpoint hands out; AADToken: this
   * identity's own token for the data plane (Azure ML documentation, "Authenticate clients for
   * online endpoints").
   */
  private Door open(String endpoint) {
    var shown = find(endpoint).orElseThrow(() -> missing(endpoint));
    LoopbackBearerPolicy.requireSafe(shown.scoringUri());
    var mode = shown.body().path("properties").path("authMode").asText("Key");
    return switch (mode.toLowerCase(Locale.ROOT)) {
      case "aadtoken" -> new Door(shown.scoringUri(), workspace.ml()::token);
      case "amltoken" -> {
        var token = secret(endpoint, "token", "accessToken");
        yield new Door(shown.scoringUri(), () -> token);
      }
      default -> {
        var key = secret(endpoint, "listKeys", "primaryKey");
        yield new Door(shown.scoringUri(), () -> key);
      }
    };
  }

  private String secret(String endpoint, String action, String field) {
    return workspace
        .post(id(endpoint) + "/" + action, Optional.empty())
        .body()
        .path(field)
        .asText();
  }

  /**
   * A deployment's failure with the last lines of its containers' logs ({@code getLogs}, Online
   * Deployments - Get Logs): of the inference server or, where the files did not come, of the
   * storage initializer; where an image could not be built, of its build. What may not be read is
   * no reason to say less of the failure itself.
   */
  AzureError withLog(String id, AzureError error) {
    if (!DEPLOYMENT.matcher(id).find() || error.row().log() == FailureRow.Log.NONE) {
      return error;
    }
    if (error.row().log() == FailureRow.Log.BUILD) {
      var built = new BuildLog(workspace).lastLines(error);
      return built.isEmpty() ? error : error.withDetails(built);
    }
    var first = error.row().log() == FailureRow.Log.STORAGE ? STORAGE : SERVER;
    var lines = new ArrayList<>(log(id, first));
    if (lines.isEmpty()) {
      lines.addAll(log(id, first.equals(SERVER) ? STORAGE : SERVER));
    }
    return lines.isEmpty() ? error : error.withDetails(lines);
  }

  private List<String> log(String deployment, String container) {
    try {
      var content =
          workspace
              .post(
                  deployment + "/getLogs",
                  Optional.of(
                      Rest.JSON
                          .createObjectNode()
                          .put("containerType", container)
                          .put("tail", LOG_LINES)))
              .body()
              .path("content")
              .asText("");
      return JobLogs.lastOf(content.lines());
    } catch (AzureException e) {
      return List.of();
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
