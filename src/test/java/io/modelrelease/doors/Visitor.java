package io.modelrelease.doors;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.CookieManager;
import java.net.HttpCookie;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** Somebody at the doors: keeps cookies as a browser does, follows no redirects. */
public final class Visitor {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern CSRF = Pattern.compile("name=\"_csrf\" value=\"([^\"]+)\"");
  private static final String ENGINE = "camunda/api/engine/engine/default/";

  private final URI address;
  private final CookieManager cookies = new CookieManager();
  private final HttpClient http =
      HttpClient.newBuilder()
          .cookieHandler(cookies)
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();
  private Optional<String> authorization = Optional.empty();

  private Visitor(URI address) {
    this.address = address;
  }

  /** The same, with another token from now on. */
  public Visitor bearing(String token) {
    authorization = Optional.of("Bearer " + token);
    return this;
  }

  public static Visitor anonymous(URI address) {
    return new Visitor(address);
  }

  /** Logged in at the one login. */
  public static Visitor loggedIn(URI address, String name) {
    var visitor = new Visitor(address);
    var answer = visitor.login(name, name);
    if (answer.statusCode() != 302
        || answer.headers().firstValue("Location").orElse("").contains("error")) {
      throw new AssertionError("%s could not log in: %s".formatted(name, answer.headers().map()));
    }
    visitor.get("camunda/app/welcome/default/"); // sets the cookie against forgery
    return visitor;
  }

  public static Visitor withBasic(URI address, String name) {
    return withBasic(address, name, name);
  }

  public static Visitor withBasic(URI address, String name, String password) {
    var visitor = new Visitor(address);
    visitor.authorization =
        Optional.of(
            "Basic "
                + Base64.getEncoder()
                    .encodeToString((name + ":" + password).getBytes(StandardCharsets.UTF_8)));
    return visitor;
  }

  public static Visitor withToken(URI address, String token) {
    var visitor = new Visitor(address);
    visitor.authorization = Optional.of("Bearer " + token);
    return visitor;
  }

  public HttpResponse<String> login(String name, String password) {
    return form("login", "username", name, "password", password, "_csrf", csrf(get("login")));
  }

  /** What a form of that page sends against forgery. */
  static String csrf(HttpResponse<String> page) {
    return csrfIn(page)
        .orElseThrow(() -> new AssertionError("No _csrf in the page: " + page.body()));
  }

  static Optional<String> csrfIn(HttpResponse<String> page) {
    var csrf = CSRF.matcher(page.body());
    return csrf.find() ? Optional.of(csrf.group(1)) : Optional.empty();
  }

  public HttpResponse<String> form(String path, String... fields) {
    var body = new StringBuilder();
    for (var i = 0; i < fields.length; i += 2) {
      body.append(i == 0 ? "" : "&")
          .append(fields[i])
          .append('=')
          .append(URLEncoder.encode(fields[i + 1], StandardCharsets.UTF_8));
    }
    return send(
        request(path)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(body.toString())));
  }

  public HttpResponse<String> get(String path) {
    return send(request(path));
  }

  /** Any request, with what a page of Camunda's or ours sends along against forgery. */
  HttpResponse<String> ask(String method, String path, String body) {
    var form = body.startsWith("_csrf=");
    return send(
        request(path)
            .header("Content-Type", form ? "application/x-www-form-urlencoded" : "application/json")
            .header("X-XSRF-TOKEN", cookie("XSRF-TOKEN").map(HttpCookie::getValue).orElse(""))
            .header("Idempotency-Key", UUID.randomUUID().toString())
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body)));
  }

  /** As a browser follows a link. */
  public HttpResponse<String> page(String path) {
    return send(request(path).header("Accept", "text/html,application/xhtml+xml,*/*;q=0.8"));
  }

  public HttpResponse<String> post(String path, String json, String... headers) {
    var request =
        request(path)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(json));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return send(request);
  }

  public HttpResponse<String> delete(String path) {
    return send(request(path).DELETE());
  }

  public HttpResponse<String> multipart(
      String path, String boundary, byte[] body, String... headers) {
    var request =
        request(path)
            .header("Content-Type", "multipart/form-data; boundary=" + boundary)
            .POST(BodyPublishers.ofByteArray(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return send(request);
  }

  /** As Tasklist and Cockpit talk to the engine. */
  public HttpResponse<String> engine(String method, String path, String json) {
    return send(
        request(ENGINE + path)
            .header("Content-Type", "application/json")
            .header("X-XSRF-TOKEN", cookie("XSRF-TOKEN").map(HttpCookie::getValue).orElse(""))
            .method(
                method, json.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(json)));
  }

  public HttpResponse<String> engineUpload(String path, String boundary, byte[] body) {
    return send(
        request(ENGINE + path)
            .header("Content-Type", "multipart/form-data; boundary=" + boundary)
            .header("X-XSRF-TOKEN", cookie("XSRF-TOKEN").map(HttpCookie::getValue).orElse(""))
            .POST(BodyPublishers.ofByteArray(body)));
  }

  public Optional<HttpCookie> cookie(String name) {
    return cookies.getCookieStore().getCookies().stream()
        .filter(cookie -> cookie.getName().equals(name))
        .findFirst();
  }

  private HttpRequest.Builder request(String path) {
    var request = HttpRequest.newBuilder(address.resolve(path)).timeout(Duration.ofSeconds(60));
    authorization.ifPresent(value -> request.header("Authorization", value));
    return request;
  }

  private HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  public static JsonNode json(HttpResponse<String> answer) {
    try {
      return JSON.readTree(answer.body());
    } catch (IOException e) {
      throw new AssertionError("Not JSON: " + answer.body(), e);
    }
  }
}
