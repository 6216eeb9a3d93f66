package io.modelrelease.azureml;

import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpMethod;
import com.azure.core.http.HttpPipelineCallContext;
import com.azure.core.http.HttpPipelineNextPolicy;
import com.azure.core.http.HttpPipelineNextSyncPolicy;
import com.azure.core.http.HttpPipelinePosition;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.HttpResponse;
import com.azure.core.http.policy.HttpPipelinePolicy;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.slf4j.event.Level;
import reactor.core.publisher.Mono;

/**
 * Gives each call an id ({@code x-ms-client-request-id}, which Microsoft's support can look for),
 * and writes one line for each that changes something (info) or fails (warn), with the release and
 * the step that it was sent for. Looking for what is not there is no failure.
 */
final class CallLog implements HttpPipelinePolicy {
  static final HttpHeaderName ID = HttpHeaderName.fromString("x-ms-client-request-id");

  /** Key of the diagnostic context: whose call it is. */
  static final String RELEASE = "release";

  /** Key of the diagnostic context: what is being done. */
  static final String STEP = "step";

  private static final HttpHeaderName AZURES_ID = HttpHeaderName.fromString("x-ms-request-id");
  private static final Logger log = LoggerFactory.getLogger("io.modelrelease.azureml.calls");
  private static final Set<HttpMethod> READS =
      EnumSet.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);

  static String newId() {
    return UUID.randomUUID().toString();
  }

  private record Call(HttpRequest request, long began, Map<String, String> context) {
    static Call of(HttpPipelineCallContext context) {
      var request = context.getHttpRequest();
      if (request.getHeaders().getValue(ID) == null) {
        request.setHeader(ID, newId());
      }
      return new Call(
          request,
          System.nanoTime(),
          Optional.ofNullable(MDC.getCopyOfContextMap()).orElse(Map.of()));
    }

    void answered(HttpResponse response) {
      var status = response.getStatusCode();
      var method = request.getHttpMethod();
      var failed = status >= 400 && status != 404 && !alreadyThere(status);
      if (failed || (!READS.contains(method) && !onlyAsks() && status < 400)) {
        line(
            failed ? Level.WARN : Level.INFO,
            Integer.toString(status),
            Optional.ofNullable(response.getHeaderValue(AZURES_ID)).orElse(""));
      }
    }

    /** Secrets, keys, logs, runs: asked for by POST. */
    private boolean onlyAsks() {
      return request.getUrl().getPath().matches("(?i).*/(list\\w*|get\\w*|token|search)");
    }

    /** An upload that finds its file: {@code If-None-Match: *}. */
    private boolean alreadyThere(int status) {
      return status == 409 && request.getHeaders().getValue(HttpHeaderName.IF_NONE_MATCH) != null;
    }

    void unanswered(Throwable why) {
      if (!(why instanceof CallWithheldException) && !(why instanceof AzureException)) {
        line(Level.WARN, "no answer (" + why.getMessage() + ")", "");
      }
    }

    private void line(Level level, String outcome, String azuresId) {
      CallLog.line(
          level,
          request.getHttpMethod() + " " + Rest.shortPath(request.getUrl()),
          outcome,
          began,
          request.getHeaders().getValue(ID),
          azuresId,
          context);
    }
  }

  /** For what is sent another way. */
  static void failed(String request, String outcome, long began, String id) {
    line(
        Level.WARN,
        request,
        outcome,
        began,
        id,
        "",
        Optional.ofNullable(MDC.getCopyOfContextMap()).orElse(Map.of()));
  }

  private static void line(
      Level level,
      String request,
      String outcome,
      long began,
      String id,
      String azuresId,
      Map<String, String> context) {
    var release = context.getOrDefault(RELEASE, "-");
    var step = context.getOrDefault(STEP, "-");
    log.atLevel(level)
        .addKeyValue("requestId", id)
        .log(
            "{}: {} in {} ms (release {}, step {}, request id {}{})",
            request,
            outcome,
            TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began),
            release,
            step,
            id,
            azuresId.isEmpty() ? "" : ", Azure's " + azuresId);
  }

  /** Once a call, whatever is tried again behind it. */
  @Override
  public HttpPipelinePosition getPipelinePosition() {
    return HttpPipelinePosition.PER_CALL;
  }

  @Override
  public Mono<HttpResponse> process(HttpPipelineCallContext context, HttpPipelineNextPolicy next) {
    var call = Call.of(context);
    return next.process().doOnNext(call::answered).doOnError(call::unanswered);
  }

  @Override
  public HttpResponse processSync(
      HttpPipelineCallContext context, HttpPipelineNextSyncPolicy next) {
    var call = Call.of(context);
    try {
      var response = next.processSync();
      call.answered(response);
      return response;
    } catch (RuntimeException e) {
      call.unanswered(e);
      throw e;
    }
  }
}
