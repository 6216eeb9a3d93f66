package io.modelrelease.azureml;

import com.azure.core.credential.SimpleTokenCache;
import com.azure.core.credential.TokenCredential;
import com.azure.core.credential.TokenRequestContext;
import com.azure.core.http.HttpClient;
import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpMethod;
import com.azure.core.http.HttpPipeline;
import com.azure.core.http.HttpPipelineBuilder;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.HttpResponse;
import com.azure.core.http.policy.BearerTokenAuthenticationPolicy;
import com.azure.core.http.policy.ExponentialBackoffOptions;
import com.azure.core.http.policy.HttpPipelinePolicy;
import com.azure.core.http.policy.RetryOptions;
import com.azure.core.http.policy.RetryPolicy;
import com.azure.core.http.policy.UserAgentPolicy;
import com.azure.core.util.Context;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Sends JSON over azure-core's pipeline as one identity for one audience. What was not done (429,
 * 503, a refused token) is repeated after what {@code Retry-After} says, if that is short, and so
 * is a read that met a passing failure (500, 502, 504); all else that goes wrong is an {@link
 * AzureException}, busy where {@code Retry-After} asks for longer.
 */
final class Rest {
  static final ObjectMapper JSON = new ObjectMapper();
  private static final String UNREADABLE = "Unreadable";
  private static final int RETRIES = 3;
  private static final long LONGEST_PAUSE_SECONDS = 5;
  private static final Set<Integer> FOR_NOW = Set.of(429, 503);

  /** Azure asks for minutes; what asks for days is a mistake on the way. */
  private static final Duration LONGEST = Duration.ofHours(1);

  private final HttpPipeline pipeline;
  private final String audience;
  private final SimpleTokenCache tokens;
  private final Addresses addresses;
  private final Budget budget;

  /** An answer: its status, its body (missing where there is none), and headers by name. */
  record Reply(int status, JsonNode body, Map<String, String> headers) {

    /** Where Azure reports about a long-running operation. */
    Optional<String> operationUrl() {
      return header("Azure-AsyncOperation")
          .or(() -> header("Location"))
          .or(
              () ->
                  Optional.ofNullable(
                      body.path("properties")
                          .path("properties")
                          .path("AzureAsyncOperationUri")
                          .asText(null)));
    }

    Optional<String> header(String name) {
      return headers.entrySet().stream()
          .filter(header -> header.getKey().equalsIgnoreCase(name))
          .map(Map.Entry::getValue)
          .findFirst();
    }

    Started started() {
      return new Started(status, status == 201, operationUrl());
    }
  }

  Rest(
      HttpClient client,
      TokenCredential credential,
      String audience,
      Addresses addresses,
      Budget budget) {
    this.audience = audience;
    this.addresses = addresses;
    this.budget = budget;
    var scope = audience + "/.default";
    TokenCredential telling = telling(credential);
    this.tokens =
        new SimpleTokenCache(() -> telling.getToken(new TokenRequestContext().addScopes(scope)));
    HttpPipelinePolicy bearer =
        addresses.local()
            ? new LoopbackBearerPolicy(telling, scope)
            : new BearerTokenAuthenticationPolicy(telling, scope);
    this.pipeline =
        new HttpPipelineBuilder()
            .httpClient(client)
            .policies(
                new UserAgentPolicy("model-release"),
                new CallLog(),
                retries(),
                new Throttle(budget, addresses.endpoint()),
                bearer,
                new Changes())
            .build();
  }

  /** No token was given; azure-identity says so with exceptions of many kinds. */
  private static final class NoToken extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NoToken(Throwable cause) {
      super(cause);
    }
  }

  private static TokenCredential telling(TokenCredential credential) {
    return context -> credential.getToken(context).onErrorMap(NoToken::new);
  }

  /** Reads that nobody waits for may be sent. */
  boolean sparesReads() {
    return budget.sparesReads();
  }

  private static RetryPolicy retries() {
    return new RetryPolicy(
        new RetryOptions(
                new ExponentialBackoffOptions()
                    .setMaxRetries(RETRIES)
                    .setBaseDelay(Duration.ofMillis(300))
                    .setMaxDelay(Duration.ofSeconds(LONGEST_PAUSE_SECONDS)))
            .setShouldRetryCondition(
                tried -> tried.getResponse() != null && worthRepeating(tried.getResponse())));
  }

  private static boolean worthRepeating(HttpResponse response) {
    return switch (response.getStatusCode()) {
      case 401, 429, 503 -> pausesShortly(response);
      case 500, 502, 504 ->
          response.getRequest().getHttpMethod() == HttpMethod.GET && pausesShortly(response);
      default -> false;
    };
  }

  private static boolean pausesShortly(HttpResponse response) {
    var pause = response.getHeaderValue(HttpHeaderName.RETRY_AFTER);
    try {
      return pause == null || Long.parseLong(pause.strip()) <= LONGEST_PAUSE_SECONDS;
    } catch (NumberFormatException date) {
      return false;
    }
  }

  /** When a refusal for now (429, 503) says for how long; seconds, or a date. */
  private static Optional<Duration> retryAfter(HttpResponse response) {
    var header = response.getHeaderValue(HttpHeaderName.RETRY_AFTER);
    if (header == null || !FOR_NOW.contains(response.getStatusCode())) {
      return Optional.empty();
    }
    return wait(header.strip()).map(wait -> wait.compareTo(LONGEST) > 0 ? LONGEST : wait);
  }

  private static Optional<Duration> wait(String header) {
    if (header.matches("\\d{1,9}")) {
      return Optional.of(Duration.ofSeconds(Long.parseLong(header)));
    }
    try {
      var date = ZonedDateTime.parse(header, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      var wait = Duration.between(Instant.now(), date);
      return Optional.of(wait.isNegative() ? Duration.ZERO : wait);
    } catch (DateTimeParseException neither) {
      return Optional.empty();
    }
  }

  /** A token of this identity for this audience, for what is not asked through this pipeline. */
  String token() {
    try {
      return tokens.getToken().block().getToken();
    } catch (NoToken e) {
      throw Failures.noToken("A token for " + audience, e.getCause());
    }
  }

  Reply get(String url) {
    return call(HttpMethod.GET, url, Optional.empty(), Map.of());
  }

  /** Empty on 404. */
  Optional<JsonNode> find(String url) {
    try {
      return Optional.of(get(url).body());
    } catch (AzureException e) {
      if (e.status() == 404) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** Empty too where Azure refuses: for what is worth knowing, and not worth failing for. */
  Optional<JsonNode> findIfAllowed(String url) {
    try {
      return find(url);
    } catch (AzureException e) {
      if (e.kind() == AzureException.Kind.REJECTED) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** How far an operation is that answered 202 with a Location; refused is failed. */
  Progress operation(String url) {
    try {
      LoopbackBearerPolicy.requireSafe(URI.create(url));
      var reply = get(url);
      if (reply.status() == 202) {
        return Progress.of(Progress.State.RUNNING);
      }
      return switch (reply.body().path("status").asText("Succeeded")) {
        case "Succeeded" -> Progress.of(Progress.State.SUCCEEDED);
        case "Failed" -> Progress.failed(AzureError.read(reply.body()));
        case "Canceled" -> Progress.of(Progress.State.CANCELED);
        default -> Progress.of(Progress.State.RUNNING);
      };
    } catch (AzureException e) {
      if (e.kind() != AzureException.Kind.REJECTED) {
        throw e;
      }
      return Progress.failed(new AzureError(e.code(), e.words(), Optional.empty(), List.of()));
    }
  }

  Reply call(HttpMethod method, String url, Optional<JsonNode> body, Map<String, String> headers) {
    var request = new HttpRequest(method, url);
    headers.forEach((name, value) -> request.setHeader(HttpHeaderName.fromString(name), value));
    request.setHeader(HttpHeaderName.ACCEPT, "application/json");
    if (body.isPresent()) {
      request.setHeader(HttpHeaderName.CONTENT_TYPE, "application/json");
      request.setBody(body.get().toString());
    }
    var id = CallLog.newId();
    request.setHeader(CallLog.ID, id);
    var what = "%s %s, request id %s".formatted(method, shortPath(request.getUrl()), id);
    addresses.trusted(URI.create(url));
    try (var response = pipeline.sendSync(request, Context.NONE)) {
      var content = response.getBodyAsBinaryData();
      var answer = parse(content == null ? "" : content.toString());
      if (response.getStatusCode() >= 400) {
        var failure = Failures.of(what, response.getStatusCode(), AzureError.read(answer));
        throw retryAfter(response).map(failure::busyFor).orElse(failure);
      }
      if (answer.path("code").asText().equals(UNREADABLE)) {
        throw Failures.unreadable(what, answer.path("message").asText());
      }
      return new Reply(response.getStatusCode(), answer, response.getHeaders().toMap());
    } catch (AzureException | CallWithheldException e) {
      throw e;
    } catch (NoToken e) {
      throw Failures.noToken(what, e.getCause());
    } catch (RuntimeException e) {
      throw Failures.unreachable(what, e);
    }
  }

  /** Subscription, resource group and provider are the same for all: people need the rest. */
  static String shortPath(URL url) {
    return url.getPath().replaceFirst("(?i)^.*/providers/Microsoft[.]MachineLearningServices/", "");
  }

  private static JsonNode parse(String text) {
    if (text.isBlank()) {
      return MissingNode.getInstance();
    }
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      return JSON.createObjectNode().put("code", UNREADABLE).put("message", shortened(text));
    }
  }

  private static String shortened(String text) {
    return text.length() > 500 ? text.substring(0, 500) + "…" : text;
  }
}
