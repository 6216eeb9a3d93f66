package io.modelrelease.azureml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import com.sun.net.httpserver.HttpServer;
import io.modelrelease.azureml.AzureException.Kind;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Asking an endpoint whose answers pass, fail, or do not come. */
class ScoringTest {
  private static final int NONE = -1;
  private static final Duration PATIENCE = Duration.ofSeconds(4);

  private final Deque<Integer> statuses = new ArrayDeque<>();
  private final List<String> seen = new ArrayList<>();
  private final CountDownLatch over = new CountDownLatch(1);
  private HttpServer server;
  private URI uri;

  @BeforeEach
  void start() throws Exception {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newCachedThreadPool());
    server.createContext(
        "/",
        exchange -> {
          seen.add(
              exchange.getRequestMethod()
                  + " "
                  + exchange.getRequestURI().getPath()
                  + " "
                  + exchange.getRequestHeaders().getFirst("Authorization")
                  + " "
                  + exchange.getRequestHeaders().getFirst("azureml-model-deployment"));
          var status = statuses.isEmpty() ? 200 : statuses.pop();
          if (status == NONE) {
            await();
          }
          var body = status == 200 ? "[0.5]" : "{\"error\":{\"code\":\"C\",\"message\":\"m\"}}";
          exchange.sendResponseHeaders(status == NONE ? 200 : status, body.length());
          exchange.getResponseBody().write(body.getBytes(StandardCharsets.UTF_8));
          exchange.close();
        });
    server.start();
    uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/e/score");
  }

  private void await() {
    try {
      over.await(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @AfterEach
  void stop() {
    over.countDown();
    server.stop(0);
  }

  private Answer ask() {
    return new Scoring(PATIENCE).ask(uri, "key", Optional.of("v007"), Rest.JSON.createObjectNode());
  }

  @Test
  void asksTheDeploymentWithTheKey() {
    assertThat(ask().body().path(0).doubleValue()).isEqualTo(0.5);
    assertThat(seen).containsExactly("POST /e/score Bearer key v007");
  }

  @ParameterizedTest
  @ValueSource(ints = {429, 500, 502, 503, 504})
  void asksAgainWhenTheAnswerSaysNothingOfTheModel(int status) {
    statuses.add(status);
    assertThat(ask().status()).isEqualTo(200);
    assertThat(seen).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 404, 408, 413, 424})
  void takesWhatSaysSomethingOfTheModelAsItIs(int status) {
    statuses.add(status);
    var answer = ask();
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.inWords()).isEqualTo("HTTP %d C: m".formatted(status));
    assertThat(seen).hasSize(1);
  }

  @Test
  void givesUpAfterAFewTries() {
    statuses.addAll(List.of(503, 503, 503, 503, 503));
    assertThatThrownBy(this::ask)
        .asInstanceOf(type(AzureException.class))
        .satisfies(
            failure -> {
              assertThat(failure.kind()).isEqualTo(Kind.TRANSIENT);
              assertThat(failure.status()).isEqualTo(503);
            });
    assertThat(seen).hasSize(4);
  }

  @Test
  void waitsForALateAnswerOnce() {
    statuses.add(NONE);
    assertThatThrownBy(this::ask)
        .asInstanceOf(type(AzureException.class))
        .satisfies(failure -> assertThat(failure.kind()).isEqualTo(Kind.TRANSIENT));
    assertThat(seen).hasSize(1);
  }

  @Test
  void asksForLivenessAtTheRootOfTheEndpoint() {
    assertThat(new Scoring(PATIENCE).liveness(uri, "key")).isPresent();
    assertThat(seen).containsExactly("GET /e/ Bearer key null");
    statuses.add(404);
    assertThat(new Scoring(PATIENCE).liveness(uri, "key")).isEmpty();
  }
}
