package io.modelrelease.security;

import java.net.URI;
import java.net.http.HttpClient;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Profile;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.security.oauth2.client.registration.ClientRegistrations;
import org.springframework.stereotype.Component;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;

/**
 * The identity provider, read when somebody needs it: the application starts without it, and what
 * it once said is used on while it does not answer. Format: OpenID Connect Discovery 1.0, section
 * 4.
 */
@Component
@Profile("oidc")
class OidcProvider implements ClientRegistrationRepository {
  static final String ID = "oidc";

  private static final Logger LOG = LoggerFactory.getLogger(OidcProvider.class);
  private static final String DOCUMENT = "/.well-known/openid-configuration";
  private static final Duration CONNECT = Duration.ofSeconds(3);
  private static final Duration READ = Duration.ofSeconds(5);
  private static final Duration FRESH = Duration.ofHours(1);

  /** Who waits behind a try that failed does not try again at once. */
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final OidcSettings settings;
  private final URI issuer;
  private final Clock clock;
  private final RestClient http;

  private volatile Optional<ClientRegistration> known = Optional.empty();
  private Instant readAgainAt = Instant.EPOCH;
  private Optional<RuntimeException> failure = Optional.empty();

  OidcProvider(OidcSettings settings, Clock clock) {
    settings.requireComplete();
    this.settings = settings;
    this.issuer = settings.issuer().orElseThrow();
    this.clock = clock;
    this.http = RestClient.builder().requestFactory(calls()).build();
  }

  /** Calls that end: nobody waits longer for the provider. */
  static ClientHttpRequestFactory calls() {
    var factory =
        new JdkClientHttpRequestFactory(
            HttpClient.newBuilder()
                .connectTimeout(CONNECT)
                .version(HttpClient.Version.HTTP_1_1)
                .build());
    factory.setReadTimeout(READ);
    return factory;
  }

  @Override
  public ClientRegistration findByRegistrationId(String id) {
    return ID.equals(id) ? registration() : null;
  }

  /**
   * @throws OidcRefusal SILENT, where it has never answered yet
   */
  synchronized ClientRegistration registration() {
    if (clock.instant().isBefore(readAgainAt)) {
      return known.orElseThrow(() -> silent(failure.orElseThrow()));
    }
    try {
      known = Optional.of(read());
      failure = Optional.empty();
      readAgainAt = clock.instant().plus(FRESH);
    } catch (RestClientException | IllegalArgumentException e) {
      LOG.warn(
          "The identity provider cannot be read at {}{}, so nobody new can log in: {}",
          issuer,
          DOCUMENT,
          NestedExceptionUtils.getMostSpecificCause(e).toString());
      failure = Optional.of(e);
      readAgainAt = clock.instant().plus(PAUSE);
    }
    return known.orElseThrow(() -> silent(failure.orElseThrow()));
  }

  /** As {@link #registration()}, but empty where it was never read; asks nobody. */
  Optional<ClientRegistration> known() {
    return known;
  }

  private static OidcRefusal silent(RuntimeException cause) {
    return new OidcRefusal(OidcProblem.SILENT, "", cause);
  }

  private ClientRegistration read() {
    var address = SafeAddress.plain(issuer) + DOCUMENT;
    var document =
        Optional.ofNullable(
                http.get()
                    .uri(URI.create(address))
                    .retrieve()
                    .body(new ParameterizedTypeReference<Map<String, Object>>() {}))
            .orElseThrow(() -> new IllegalArgumentException(address + " is empty"));
    if (!issuer.toString().equals(document.get("issuer"))) {
      throw new IllegalArgumentException(
          "it says its issuer is %s, and modelrelease.security.oidc.issuer is %s; with Entra ID name the tenant"
              .formatted(document.get("issuer"), issuer));
    }
    return ClientRegistrations.fromOidcConfiguration(document)
        .registrationId(ID)
        .clientId(settings.clientId())
        .clientSecret(settings.clientSecret())
        .scope(settings.scopes())
        .redirectUri("{baseUrl}/login/oauth2/code/{registrationId}")
        .userInfoUri(null) // groups stand in the ID token, at the login and at each renewal
        .build();
  }
}
