package io.modelrelease.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClient;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.security.oauth2.core.oidc.OidcIdToken;

/** A session of a provider that gave no refresh token: it cannot be asked, only come back to. */
class OidcRenewalTest {
  private static final Instant LOGIN = Instant.parse("2026-01-01T00:00:00Z");

  private Instant now = LOGIN;
  private final Clock clock = ((InstantSource) () -> now).withZone(ZoneOffset.UTC);

  private OidcRenewal renewal(String recheck) {
    var settings =
        OidcSettingsTest.settings(
            Map.of(
                "issuer", "https://login.example",
                "client-id", "c",
                "client-secret", "s",
                "groups.operators", "o",
                "recheck", recheck));
    return new OidcRenewal(
        settings, new OidcProvider(settings, clock), new OidcTokens(), null, clock);
  }

  private static OidcTicket ticket(Duration idTokenLives) {
    var token =
        new OidcIdToken(
            "t", LOGIN, LOGIN.plus(idTokenLives), Map.of("sub", "s", "iss", "https://i"));
    return new OidcTicket(
        new OidcPerson("ann", Set.of(Roles.OPERATORS), token),
        new OAuth2AuthorizedClient(
            ClientRegistration.withRegistrationId("oidc")
                .authorizationGrantType(AuthorizationGrantType.CLIENT_CREDENTIALS)
                .clientId("c")
                .tokenUri("https://login.example/token")
                .build(),
            "ann",
            new OAuth2AccessToken(
                OAuth2AccessToken.TokenType.BEARER, "a", LOGIN, LOGIN.plusSeconds(3600))),
        LOGIN);
  }

  @ParameterizedTest
  @CsvSource({
    // the way to the provider and back must not begin anew at each request
    "PT0S,  PT1H,  PT59S,   true",
    "PT0S,  PT1H,  PT60S,   false",
    "PT10M, PT1H,  PT9M59S, true",
    "PT10M, PT1H,  PT10M,   false",
    "PT0S,  PT30S, PT31S,   false",
  })
  void itsSessionLivesUntilTheRecheckAndNoLongerThanItsToken(
      String recheck, Duration idTokenLives, Duration after, boolean lives) {
    var ticket = ticket(idTokenLives);
    now = LOGIN.plus(after);
    assertThat(renewal(recheck).renew(ticket, now)).isEqualTo(lives);
  }
}
