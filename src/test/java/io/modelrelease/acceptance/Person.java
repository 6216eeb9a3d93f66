package io.modelrelease.acceptance;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.CookieManager;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.regex.Pattern;

/** Somebody who is logged in, and works with the REST API behind Tasklist. */
final class Person {
  private static final Pattern CSRF = Pattern.compile("name=\"_csrf\"[^>]*value=\"([^\"]+)\"");
  private static final String ENGINE = "/camunda/api/engine/engine/default";

  private final RunningApplication application;
  private final CookieManager cookies = new CookieManager();
  private final HttpClient http =
      HttpClient.newBuilder()
          .cookieHandler(cookies)
          .followRedirects(HttpClient.Redirect.NORMAL)
          .connectTimeout(Duration.ofSeconds(5))
          .build();

  private Person(RunningApplication application) {
    this.application = application;
  }

  /** Logs in as somebody whose password is the name. */
  static Person loggedIn(RunningApplication application, String name) {
    var person = new Person(application);
    var form = person.send(HttpRequest.newBuilder(application.uri("/login"))).body();
    var csrf = CSRF.matcher(form);
    if (!csrf.find()) {
      throw new AssertionError("The login page has no CSRF token: " + form);
    }
    var fields =
        "username=%s&password=%s&_csrf=%s"
            .formatted(name, name, URLEncoder.encode(csrf.group(1), StandardCharsets.UTF_8));
    person.send(
        HttpRequest.newBuilder(application.uri("/login"))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(fields)));
    person.send(HttpRequest.newBuilder(application.uri("/camunda/app/tasklist/default/")));
    return person;
  }

  /** GET below the engine's REST API. */
  JsonNode get(String path) {
    return RunningApplication.json(
        send(
            HttpRequest.newBuilder(application.uri(ENGINE + path))
                .header("Accept", "application/json")));
  }

  /** POST below the engine's REST API, with the header against forgery that Tasklist sends. */
  HttpResponse<String> post(String path, String body) {
    return send("POST", path, body);
  }

  /** PUT below the engine's REST API. */
  HttpResponse<String> put(String path, String body) {
    return send("PUT", path, body);
  }

  private HttpResponse<String> send(String method, String path, String body) {
    var token =
        cookies.getCookieStore().getCookies().stream()
            .filter(cookie -> cookie.getName().equals("XSRF-TOKEN"))
            .map(cookie -> cookie.getValue())
            .findFirst()
            .orElse("");
    return send(
        HttpRequest.newBuilder(application.uri(ENGINE + path))
            .header("Content-Type", "application/json")
            .header("X-XSRF-TOKEN", token)
            .method(method, HttpRequest.BodyPublishers.ofString(body)));
  }

  /** Completes a task as its form does. */
  HttpResponse<String> decide(String taskId, String decision, String reason) {
    return decide(taskId, decision, reason, "");
  }

  /**
   * @param more JSON members: variables that the form does not have
   */
  HttpResponse<String> decide(String taskId, String decision, String reason, String more) {
    return post(
        "/task/" + taskId + "/submit-form",
        """
        {"variables": {"decision": {"value": "%s", "type": "String"}, "reason": {"value": "%s", "type": "String"}%s}}"""
            .formatted(decision, reason, more.isEmpty() ? "" : ", " + more));
  }

  private HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return http.send(
          request.timeout(Duration.ofSeconds(30)).build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
