package io.modelrelease.azureml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.azure.core.credential.AccessToken;
import com.azure.core.http.HttpMethod;
import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import com.sun.net.httpserver.HttpServer;
import io.modelrelease.azureml.AzureException.Kind;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/** Throttling, errors and tokens of the client, against a server that answers as it is told. */
class RestTest {
  private record Told(int status, String body, Map<String, String> headers) {}

  private final Deque<Told> told = new ArrayDeque<>();
  private final List<String> seen = new ArrayList<>();
  private HttpServer server;
  private Rest rest;

  @BeforeEach
  void start() throws Exception {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          seen.add(
              exchange.getRequestMethod()
                  + " "
                  + exchange.getRequestHeaders().getFirst("Authorization"));
          var answer = told.isEmpty() ? new Told(200, "{\"ok\":true}", Map.of()) : told.pop();
          answer.headers().forEach(exchange.getResponseHeaders()::set);
          var body = answer.body().getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    rest = client(url(""));
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private static Rest client(String endpoint) {
    return new Rest(
        new JdkHttpClientBuilder().build(),
        request -> Mono.just(new AccessToken("secret", OffsetDateTime.now().plusHours(1))),
        "https://management.azure.com",
        new Addresses(Cloud.PUBLIC, URI.create(endpoint), Cloud.PUBLIC.authority(), false),
        new Budget(InstantSource.system()));
  }

  private String url(String path) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + path;
  }

  private void answers(int status, String body, Map<String, String> headers) {
    told.add(new Told(status, body, headers));
  }

  @Test
  void sendsTheTokenOfItsIdentity() {
    assertThat(rest.get(url("/x")).body().path("ok").asBoolean()).isTrue();
    assertThat(seen).containsExactly("GET Bearer secret");
  }

  @ParameterizedTest
  @ValueSource(ints = {429, 503})
  void repeatsAThrottledCallAfterAShortPause(int status) {
    answers(status, "", Map.of("Retry-After", "0"));
    answers(status, "", Map.of("Retry-After", "1"));
    assertThat(rest.get(url("/x")).status()).isEqualTo(200);
    assertThat(seen).hasSize(3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"60", "Wed, 21 Oct 2076 07:28:00 GMT"})
  void leavesALongPauseToTheProcess(String retryAfter) {
    answers(
        429,
        "{\"error\":{\"code\":\"TooManyRequests\",\"message\":\"slow\"}}",
        Map.of("Retry-After", retryAfter));
    assertThatThrownBy(() -> rest.get(url("/x")))
        .asInstanceOf(type(AzureException.class))
        .satisfies(
            failure -> {
              assertThat(failure.kind()).isEqualTo(Kind.BUSY);
              assertThat(failure.code()).isEqualTo("TooManyRequests");
              assertThat(failure.pause().orElseThrow())
                  .isBetween(Duration.ofMinutes(1), Duration.ofHours(1));
            });
    assertThat(seen).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {500, 502, 504, 401})
  void repeatsAReadThatMetAPassingFailure(int status) {
    answers(status, "", Map.of());
    assertThat(rest.get(url("/x")).status()).isEqualTo(200);
    assertThat(seen).hasSize(2);
  }

  @Test
  void takesAnAnswerThatIsNoJsonForNoSuccess() {
    answers(200, "<html>please log in</html>", Map.of());
    assertThatThrownBy(() -> rest.get(url("/x")))
        .asInstanceOf(type(AzureException.class))
        .satisfies(
            failure -> {
              assertThat(failure.kind()).isEqualTo(Kind.TRANSIENT);
              assertThat(failure.words()).contains("please log in");
            });
  }

  @Test
  void sendsNothingThatAzureHasNoBudgetForAndSaysWhenItHas() {
    var path = url("/subscriptions/s/x");
    answers(
        429,
        "{\"error\":{\"code\":\"TooManyRequests\",\"message\":\"slow\"}}",
        Map.of("Retry-After", "60", "x-ms-ratelimit-remaining-subscription-writes", "0"));
    assertThatThrownBy(() -> rest.call(HttpMethod.PUT, path, Optional.empty(), Map.of()))
        .isInstanceOf(AzureException.class);

    assertThatThrownBy(() -> rest.call(HttpMethod.PUT, path, Optional.empty(), Map.of()))
        .asInstanceOf(type(AzureException.class))
        .satisfies(
            failure -> {
              assertThat(failure.kind()).isEqualTo(Kind.BUSY);
              assertThat(failure.words()).contains("no more writes").contains("before 20");
            });
    assertThat(rest.get(path).status()).as("reads have a budget of their own").isEqualTo(200);
    assertThat(seen).hasSize(2);
  }

  @Test
  void namesInTheLogForWhomAChangingCallWasSentAndUnderWhichId() {
    var lines = new ListAppender<ILoggingEvent>();
    var calls = (Logger) LoggerFactory.getLogger("io.modelrelease.azureml.calls");
    lines.start();
    calls.addAppender(lines);
    calls.setLevel(Level.INFO); // as in the application
    try {
      CallContext.of(
          "credit-risk-1-abc",
          "createOnlineDeployment",
          () -> rest.call(HttpMethod.PUT, url("/x"), Optional.empty(), Map.of()));
      rest.get(url("/x"));
    } finally {
      calls.setLevel(null);
      calls.detachAppender(lines);
    }

    assertThat(lines.list)
        .singleElement()
        .extracting(ILoggingEvent::getFormattedMessage, STRING)
        .matches(
            "PUT /x: 200 in \\d+ ms \\(release credit-risk-1-abc, step createOnlineDeployment,"
                + " request id [0-9a-f-]{36}\\)");
  }

  @Test
  void namesTheRequestsIdInAFailure() {
    answers(400, "{\"error\":{\"code\":\"BadRequest\",\"message\":\"no\"}}", Map.of());
    assertThatThrownBy(() -> rest.get(url("/x")))
        .hasMessageMatching("(?s).*GET /x, request id [0-9a-f-]{36}.*");
  }

  @Test
  void doesNotRepeatWhatMayHaveBeenDone() {
    answers(500, "", Map.of());
    assertThatThrownBy(() -> rest.call(HttpMethod.POST, url("/x"), Optional.empty(), Map.of()))
        .asInstanceOf(type(AzureException.class))
        .satisfies(failure -> assertThat(failure.kind()).isEqualTo(Kind.TRANSIENT));
    assertThat(seen).hasSize(1);
  }

  @Test
  void findsNothingWhereThereIsNothing() {
    answers(404, "{\"error\":{\"code\":\"ResourceNotFound\",\"message\":\"no\"}}", Map.of());
    assertThat(rest.find(url("/x"))).isEmpty();
  }

  @Test
  void showsTheBeginningOfAnAnswerThatIsNoJson() {
    answers(400, "<html>proxy</html>" + "x".repeat(1000), Map.of());
    assertThatThrownBy(() -> rest.get(url("/x")))
        .asInstanceOf(type(AzureException.class))
        .satisfies(
            failure -> {
              assertThat(failure.code()).isEqualTo("Unreadable");
              assertThat(failure.words()).startsWith("<html>proxy").hasSizeLessThan(600);
            });
  }

  @Test
  void triesAgainLaterWhenNobodyAnswers() {
    server.stop(0);
    assertThatThrownBy(() -> rest.get(url("/x")))
        .asInstanceOf(type(AzureException.class))
        .satisfies(
            failure -> {
              assertThat(failure.kind()).isEqualTo(Kind.TRANSIENT);
              assertThat(failure.status()).isZero();
            });
  }

  @Test
  void tellsWhatIsNewAndWhereItIsReported() {
    answers(201, "{}", Map.of("Azure-AsyncOperation", "https://a/1", "Location", "https://l/1"));
    var started = rest.call(HttpMethod.PUT, url("/x"), Optional.empty(), Map.of()).started();
    assertThat(started.created()).isTrue();
    assertThat(started.operationUrl()).hasValue("https://a/1");
  }

  @Test
  void sendsNoTokenOverPlainHttpToAnotherMachine() {
    assertThatThrownBy(() -> rest.get("http://example.org/x"))
        .hasStackTraceContaining("neither https nor on this machine");
    assertThatThrownBy(
            () -> LoopbackBearerPolicy.requireSafe(URI.create("http://127.0.0.1.example.org/")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> LoopbackBearerPolicy.requireSafe(URI.create("ftp://127.0.0.1/")))
        .isInstanceOf(IllegalArgumentException.class);
    LoopbackBearerPolicy.requireSafe(URI.create("https://management.azure.com/"));
  }
}
