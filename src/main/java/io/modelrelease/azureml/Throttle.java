package io.modelrelease.azureml;

import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpPipelineCallContext;
import com.azure.core.http.HttpPipelineNextPolicy;
import com.azure.core.http.HttpPipelineNextSyncPolicy;
import com.azure.core.http.HttpResponse;
import com.azure.core.http.policy.HttpPipelinePolicy;
import java.net.URI;
import java.net.URL;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import reactor.core.publisher.Mono;

/**
 * Keeps calls of the resource manager within its budget, so that it has nothing to refuse. A short
 * wait is waited here; for a longer one no thread is kept: the call is not sent, and is busy until
 * the budget allows it. What the machine learning service counts beside that is published nowhere:
 * its 429 is taken as it comes.
 */
final class Throttle implements HttpPipelinePolicy {
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(2);
  private static final HttpHeaderName RETRY_AFTER = HttpHeaderName.RETRY_AFTER;

  private final Budget budget;
  private final URI resourceManager;

  Throttle(Budget budget, URI resourceManager) {
    this.budget = budget;
    this.resourceManager = resourceManager;
  }

  @Override
  public Mono<HttpResponse> process(HttpPipelineCallContext context, HttpPipelineNextPolicy next) {
    return Mono.error(new IllegalStateException("Calls are sent by the thread that makes them."));
  }

  @Override
  public HttpResponse processSync(
      HttpPipelineCallContext context, HttpPipelineNextSyncPolicy next) {
    var request = context.getHttpRequest();
    if (!counted(request.getUrl())) {
      return next.processSync();
    }
    var kind = Budget.Kind.of(request.getHttpMethod().toString());
    var wait = budget.take(kind);
    if (wait.compareTo(LONGEST_WAIT) > 0) {
      budget.putBack(kind);
      throw usedUp(kind, wait, request.getHttpMethod() + " " + Rest.shortPath(request.getUrl()));
    }
    pause(wait);
    var response = next.processSync();
    learn(kind, response);
    return response;
  }

  private boolean counted(URL url) {
    return url.getHost().equals(resourceManager.getHost())
        && url.getPort() == resourceManager.getPort()
        && url.getPath().startsWith("/subscriptions/");
  }

  private void learn(Budget.Kind kind, HttpResponse response) {
    var left = number(response.getHeaderValue(HttpHeaderName.fromString(kind.header())));
    left.ifPresent(count -> budget.learn(kind, count));
    if (response.getStatusCode() == 429 && left.orElse(1) == 0) {
      var pause = number(response.getHeaderValue(RETRY_AFTER)).orElse(1);
      budget.shut(kind, Duration.ofSeconds(pause));
    }
  }

  private static OptionalInt number(String header) {
    return header != null && header.strip().matches("\\d{1,9}")
        ? OptionalInt.of(Integer.parseInt(header.strip()))
        : OptionalInt.empty();
  }

  private static void pause(Duration wait) {
    try {
      TimeUnit.MILLISECONDS.sleep(wait.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static AzureException usedUp(Budget.Kind kind, Duration wait, String request) {
    return new AzureException(
            AzureException.Kind.BUSY,
            0,
            "BudgetUsedUp",
            "Azure takes no more %s of this identity in this subscription before %s"
                .formatted(
                    kind.inWords(), Instant.now().plus(wait).truncatedTo(ChronoUnit.SECONDS)),
            request,
            "It was not sent, and goes on by itself then.")
        .busyFor(wait);
  }
}
