package io.modelrelease.azureml;

import com.azure.core.http.HttpClient;
import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A server that answers as Azure is documented to answer where the emulator cannot: it knows what
 * it was told, and anything else not.
 */
final class StubAzure implements AutoCloseable {
  static final String WORKSPACE =
      "/subscriptions/sub-1/resourceGroups/rg-Ml/providers/Microsoft.MachineLearningServices/workspaces/mlw";

  /** What came. */
  record Seen(
      String method,
      String path,
      Optional<String> length,
      String authorization,
      Map<String, String> headers,
      String body) {}

  private record Told(int status, String body, Map<String, String> headers) {}

  private final Map<String, Deque<Told>> answers = new HashMap<>();
  private final List<Seen> seen = new ArrayList<>();
  private final HttpServer server;

  StubAzure() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", this::answer);
    server.start();
    always("POST /_emulator/token", 200, "{'access_token': 'token', 'expires_on': 4102444800}");
    always(
        "GET " + WORKSPACE,
        200,
        """
        {'location': 'westeurope', 'properties': {'workspaceId': 'w-1',
         'mlFlowTrackingUri': '%1$s/mlflow/v1.0', 'discoveryUrl': '%1$s/discovery'}}"""
            .formatted(base()));
    always("GET /discovery", 200, "{'api': '%s'}".formatted(base()));
  }

  String base() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** A client of this server, with a registry in staging. */
  AzureMl client() {
    var here = environment(CredentialSettings.of(CredentialSettings.Kind.EMULATOR));
    return client(
        Optional.empty(),
        Map.of(
            TargetEnvironment.DEV, here,
            TargetEnvironment.STAGING, here,
            TargetEnvironment.PRODUCTION, here),
        new JdkHttpClientBuilder().build());
  }

  static EnvironmentSettings environment(CredentialSettings credential) {
    return new EnvironmentSettings("sub-1", "rg-Ml", "mlw", Optional.of("mlr"), credential);
  }

  /**
   * A client of this server.
   *
   * @param tokens asks the authority
   */
  AzureMl client(
      Optional<URI> authority,
      Map<TargetEnvironment, EnvironmentSettings> environments,
      HttpClient tokens) {
    var settings =
        new AzureMlSettings(
            Optional.empty(),
            Optional.of(URI.create(base())),
            authority,
            "2025-12-01",
            Duration.ofSeconds(10),
            Duration.ofSeconds(5));
    return new AzureMl(settings, environments, new JdkHttpClientBuilder().build(), tokens);
  }

  /** Answers so from now on; single quotes stand for double ones. */
  void always(String request, int status, String body) {
    var told = new ArrayDeque<Told>();
    told.add(new Told(status, body.replace('\'', '"'), Map.of()));
    answers.put(request, told);
  }

  /** Answers so once more, after what was told before. */
  void then(String request, int status, String body) {
    then(request, status, body, Map.of());
  }

  void then(String request, int status, String body, Map<String, String> headers) {
    answers
        .computeIfAbsent(request, none -> new ArrayDeque<>())
        .add(new Told(status, body.replace('\'', '"'), headers));
  }

  synchronized List<Seen> seen() {
    return List.copyOf(seen);
  }

  List<Seen> seen(String method, String path) {
    return seen.stream()
        .filter(one -> one.method().equals(method) && one.path().equals(path))
        .toList();
  }

  private synchronized void answer(HttpExchange exchange) throws IOException {
    var uri = exchange.getRequestURI();
    var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    seen.add(
        new Seen(
            exchange.getRequestMethod(),
            uri.getPath(),
            Optional.ofNullable(exchange.getRequestHeaders().getFirst("Content-Length")),
            exchange.getRequestHeaders().getFirst("Authorization"),
            exchange.getRequestHeaders().entrySet().stream()
                .collect(
                    Collectors.toMap(
                        header -> header.getKey().toLowerCase(Locale.ROOT),
                        header -> header.getValue().get(0))),
            body));
    var told = answers.get(exchange.getRequestMethod() + " " + uri.getPath());
    var answer =
        told == null
            ? new Told(
                404, "{\"error\":{\"code\":\"ResourceNotFound\",\"message\":\"no\"}}", Map.of())
            : told.size() > 1 ? told.pop() : told.peek();
    var bytes = answer.body().getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    answer.headers().forEach(exchange.getResponseHeaders()::set);
    exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  /** What was PUT as a resource of Azure ML is valid by Microsoft's schema. */
  @Override
  public void close() {
    server.stop(0);
    seen().forEach(one -> SentBodies.requireValid(one.method(), one.path(), one.body()));
  }
}
