package io.modelrelease.azureml;

import com.azure.core.http.HttpMethod;
import com.azure.core.http.HttpPipelineCallContext;
import com.azure.core.http.HttpPipelineNextPolicy;
import com.azure.core.http.HttpPipelineNextSyncPolicy;
import com.azure.core.http.HttpResponse;
import com.azure.core.http.policy.HttpPipelinePolicy;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;

/**
 * Asks a guard just before each request that may change something: the last policy of the pipeline,
 * so that repeated tries are asked about again. All calls are sent by the thread that makes them.
 */
final class Changes implements HttpPipelinePolicy {
  private static final Set<HttpMethod> READS =
      EnumSet.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);
  private static final ThreadLocal<Runnable> GUARD = new ThreadLocal<>();

  static <T> T guarded(Runnable guard, Supplier<T> work) {
    var before = GUARD.get();
    GUARD.set(guard);
    try {
      return work.get();
    } finally {
      if (before == null) {
        GUARD.remove();
      } else {
        GUARD.set(before);
      }
    }
  }

  /**
   * @throws CallWithheldException when the guard of this thread says no
   */
  static void ask() {
    var guard = GUARD.get();
    if (guard != null) {
      guard.run();
    }
  }

  @Override
  public Mono<HttpResponse> process(HttpPipelineCallContext context, HttpPipelineNextPolicy next) {
    return Mono.error(new IllegalStateException("Calls are sent by the thread that makes them."));
  }

  @Override
  public HttpResponse processSync(
      HttpPipelineCallContext context, HttpPipelineNextSyncPolicy next) {
    if (!READS.contains(context.getHttpRequest().getHttpMethod())) {
      ask();
    }
    return next.processSync();
  }
}
