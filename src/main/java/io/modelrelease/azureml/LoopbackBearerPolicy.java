package io.modelrelease.azureml;

import com.azure.core.credential.SimpleTokenCache;
import com.azure.core.credential.TokenCredential;
import com.azure.core.credential.TokenRequestContext;
import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpPipelineCallContext;
import com.azure.core.http.HttpPipelineNextPolicy;
import com.azure.core.http.HttpPipelineNextSyncPolicy;
import com.azure.core.http.HttpResponse;
import com.azure.core.http.policy.HttpPipelinePolicy;
import java.net.URI;
import java.util.Set;
import reactor.core.publisher.Mono;

/**
 * Sends a bearer token over plain http, to this machine only: azure-core's own policy refuses http
 * altogether, and the emulator has nothing else.
 */
final class LoopbackBearerPolicy implements HttpPipelinePolicy {
  private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "[::1]", "::1");

  private final TokenCredential credential;
  private final String scope;
  private volatile SimpleTokenCache tokens;

  LoopbackBearerPolicy(TokenCredential credential, String scope) {
    this.credential = credential;
    this.scope = scope;
    this.tokens = fresh();
  }

  private SimpleTokenCache fresh() {
    return new SimpleTokenCache(
        () -> credential.getToken(new TokenRequestContext().addScopes(scope)));
  }

  static boolean isLoopback(URI uri) {
    return uri.getHost() != null && LOOPBACK.contains(uri.getHost());
  }

  /** https anywhere, http on this machine; anything else is refused. */
  static void requireSafe(URI uri) {
    if (!"https".equals(uri.getScheme()) && !("http".equals(uri.getScheme()) && isLoopback(uri))) {
      throw new IllegalArgumentException(
          "%s is neither https nor on this machine; secrets are not sent there."
              .formatted(uri.getScheme() + "://" + uri.getAuthority()));
    }
  }

  @Override
  public Mono<HttpResponse> process(HttpPipelineCallContext context, HttpPipelineNextPolicy next) {
    return tokens
        .getToken()
        .flatMap(
            token -> {
              authorize(context, token.getToken());
              return next.process().doOnNext(this::forgetRefused);
            });
  }

  @Override
  public HttpResponse processSync(
      HttpPipelineCallContext context, HttpPipelineNextSyncPolicy next) {
    authorize(context, tokens.getToken().block().getToken());
    var response = next.processSync();
    forgetRefused(response);
    return response;
  }

  /** A token that is refused is not sent a second time. */
  private void forgetRefused(HttpResponse response) {
    if (response.getStatusCode() == 401) {
      tokens = fresh();
    }
  }

  private static void authorize(HttpPipelineCallContext context, String token) {
    requireSafe(URI.create(context.getHttpRequest().getUrl().toString()));
    context.getHttpRequest().setHeader(HttpHeaderName.AUTHORIZATION, "Bearer " + token);
  }
}
