package io.modelrelease.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.security.oauth2.client.endpoint.OAuth2RefreshTokenGrantRequest;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2AuthorizationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2RefreshToken;

/**
 * A client secret that has expired: nobody's fault who logs in. RFC 6749, 5.2 lets providers say
 * {@code invalid_client} with 401 as well as with 400.
 */
class OidcApplicationRefusedTest {
  private static final String BODY =
      "{\"error\": \"invalid_client\", \"error_description\": \"The secret has expired.\"}";

  private HttpServer provider;
  private volatile int status;

  @BeforeEach
  void start() throws IOException {
    provider = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    provider.createContext(
        "/token",
        exchange -> {
          var body = BODY.getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().add("Content-Type", "application/json; charset=utf-8");
          exchange.sendResponseHeaders(status, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    provider.start();
  }

  @AfterEach
  void stop() {
    provider.stop(0);
  }

  private OAuth2RefreshTokenGrantRequest request() {
    var now = Instant.now();
    return new OAuth2RefreshTokenGrantRequest(
        ClientRegistration.withRegistrationId("oidc")
            .authorizationGrantType(AuthorizationGrantType.CLIENT_CREDENTIALS)
            .clientId("c")
            .clientSecret("s")
            .tokenUri("http://127.0.0.1:%d/token".formatted(provider.getAddress().getPort()))
            .build(),
        new OAuth2AccessToken(OAuth2AccessToken.TokenType.BEARER, "a", now, now.plusSeconds(60)),
        new OAuth2RefreshToken("r", now));
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 401})
  void theProvidersOwnWordsAreRead(int answered) {
    status = answered;
    var refusal =
        catchThrowableOfType(
            OAuth2AuthorizationException.class,
            () -> new OidcTokens().byRefresh().getTokenResponse(request()));
    assertThat(refusal.getError().getErrorCode()).isEqualTo("invalid_client");
    assertThat(refusal.getError().getDescription()).isEqualTo("The secret has expired.");
  }

  @Test
  void thePageSaysWhoHasToMendItAndBlamesNobodyWhoLogsIn() throws Exception {
    var request = new MockHttpServletRequest();
    new OidcFailure()
        .onAuthenticationFailure(
            request,
            new MockHttpServletResponse(),
            new OAuth2AuthenticationException(
                new OAuth2Error("invalid_client", "The secret has expired.", null)));
    var said = (OidcRefusal) request.getAttribute(OidcFailure.ATTRIBUTE);
    assertThat(said.problem().status().value()).isEqualTo(503);
    assertThat(said.problem().sentence(said.about()))
        .contains("invalid_client", "modelrelease.security.oidc.client-secret", "expired")
        .doesNotContain("The secret has expired.");
    assertThat(said.problem().concernsThePerson()).isFalse();
  }
}
