package io.modelrelease.azureml.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Plain HTTP, so that a client library smooths nothing. */
final class Wire {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String VERSION = "2025-12-01";

  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();
  private final Target target;

  /** What came back. */
  record Reply(int status, HttpResponse<String> response) {
    JsonNode json() {
      try {
        return response.body().isBlank()
            ? MissingNode.getInstance()
            : JSON.readTree(response.body());
      } catch (IOException e) {
        return MissingNode.getInstance();
      }
    }

    JsonNode at(String pointer) {
      return json().at(pointer);
    }

    String text(String pointer) {
      return at(pointer).asText("");
    }

    String code() {
      return text("/error/code");
    }

    Optional<String> header(String name) {
      return response.headers().firstValue(name);
    }

    boolean has(String name) {
      return header(name).isPresent();
    }
  }

  Wire(Target target) {
    this.target = target;
  }

  /** An id below the workspace's. */
  String id(String path) {
    return target.armId() + path;
  }

  Reply get(String path) {
    return arm("GET", path, "");
  }

  Reply put(String path, String body) {
    return arm("PUT", path, body);
  }

  Reply post(String path, String body) {
    return arm("POST", path, body);
  }

  Reply delete(String path) {
    return arm("DELETE", path, "");
  }

  Reply patch(String path, String body) {
    return arm("PATCH", path, body);
  }

  /**
   * @param path below the workspace, or from the root where it begins with {@code /subscriptions}
   * @param body single quotes stand for double ones
   */
  private Reply arm(String method, String path, String body) {
    var whole = path.startsWith("/subscriptions") ? path : id(path);
    return send(
        method,
        target.endpoint() + whole + (whole.contains("?") ? "&" : "?") + "api-version=" + VERSION,
        body,
        as(Target.MANAGEMENT));
  }

  Map<String, String> as(String audience) {
    return Map.of("Authorization", "Bearer " + target.token().apply(audience));
  }

  Reply send(String method, String url, String body, Map<String, String> headers) {
    var all = new LinkedHashMap<>(headers);
    if (!body.isEmpty()) {
      all.putIfAbsent("Content-Type", "application/json");
    }
    var request =
        HttpRequest.newBuilder(URI.create(url))
            .timeout(Duration.ofSeconds(60))
            .method(
                method,
                body.isEmpty()
                    ? BodyPublishers.noBody()
                    : BodyPublishers.ofString(body.replace('\'', '"')));
    all.forEach(request::header);
    try {
      var response = http.send(request.build(), BodyHandlers.ofString());
      return new Reply(response.statusCode(), response);
    } catch (IOException e) {
      throw new UncheckedIOException(method + " " + url, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Waits for the end of an operation at a resource; gives its provisioning state. */
  String settled(String path, Duration most) {
    var until = System.nanoTime() + most.toNanos();
    while (true) {
      var state = get(path).text("/properties/provisioningState");
      var over = state.matches("Succeeded|Failed|Canceled") || state.isEmpty();
      if (over || System.nanoTime() > until) {
        return state.isEmpty() ? "gone" : state;
      }
      pause();
    }
  }

  /** Waits for the end of a job; gives its status. */
  String ended(String job, Duration most) {
    var until = System.nanoTime() + most.toNanos();
    while (true) {
      var status = get("/jobs/" + job).text("/properties/status");
      if (status.matches("Completed|Failed|Canceled|NotResponding") || System.nanoTime() > until) {
        return status;
      }
      pause();
    }
  }

  void pause() {
    try {
      java.util.concurrent.TimeUnit.MILLISECONDS.sleep(target.emulated() ? 50 : 15_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
