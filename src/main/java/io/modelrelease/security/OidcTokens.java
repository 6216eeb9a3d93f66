package io.modelrelease.security;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.springframework.context.annotation.Profile;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.http.converter.FormHttpMessageConverter;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.security.oauth2.client.endpoint.OAuth2AccessTokenResponseClient;
import org.springframework.security.oauth2.client.endpoint.OAuth2AuthorizationCodeGrantRequest;
import org.springframework.security.oauth2.client.endpoint.OAuth2RefreshTokenGrantRequest;
import org.springframework.security.oauth2.client.endpoint.RestClientAuthorizationCodeTokenResponseClient;
import org.springframework.security.oauth2.client.endpoint.RestClientRefreshTokenTokenResponseClient;
import org.springframework.security.oauth2.client.http.OAuth2ErrorResponseErrorHandler;
import org.springframework.security.oauth2.client.oidc.authentication.OidcIdTokenDecoderFactory;
import org.springframework.security.oauth2.client.oidc.authentication.OidcIdTokenValidator;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2AuthorizationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.converter.ClaimTypeConverter;
import org.springframework.security.oauth2.core.http.converter.OAuth2AccessTokenResponseHttpMessageConverter;
import org.springframework.security.oauth2.core.http.converter.OAuth2ErrorHttpMessageConverter;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtDecoderFactory;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.stereotype.Component;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestTemplate;

/**
 * Gets tokens from the provider and checks them: signature by its published keys, issuer, audience,
 * times. As Spring Security does it, but with calls that end.
 */
@Component
@Profile("oidc")
class OidcTokens implements JwtDecoderFactory<ClientRegistration> {
  private final Map<String, JwtDecoder> decoders = new ConcurrentHashMap<>();
  private final RestClientAuthorizationCodeTokenResponseClient byCode =
      new RestClientAuthorizationCodeTokenResponseClient();
  private final RestClientRefreshTokenTokenResponseClient byRefresh =
      new RestClientRefreshTokenTokenResponseClient();

  OidcTokens() {
    Consumer<List<HttpMessageConverter<?>>> ofTokens =
        converters -> {
          converters.clear();
          converters.add(new FormHttpMessageConverter());
          converters.add(new OAuth2AccessTokenResponseHttpMessageConverter());
        };
    var http =
        RestClient.builder()
            .requestFactory(OidcProvider.calls())
            .messageConverters(ofTokens)
            .defaultStatusHandler(new Refusals())
            .build();
    byCode.setRestClient(http);
    byRefresh.setRestClient(http);
  }

  OAuth2AccessTokenResponseClient<OAuth2AuthorizationCodeGrantRequest> byCode() {
    return byCode;
  }

  OAuth2AccessTokenResponseClient<OAuth2RefreshTokenGrantRequest> byRefresh() {
    return byRefresh;
  }

  /** An unknown client may be told 401 (RFC 6749, 5.2); Spring Security reads the words of 400. */
  private static final class Refusals extends OAuth2ErrorResponseErrorHandler {
    private final OAuth2ErrorHttpMessageConverter words = new OAuth2ErrorHttpMessageConverter();

    @Override
    public void handleError(URI address, HttpMethod method, ClientHttpResponse response)
        throws IOException {
      if (response.getStatusCode().isSameCodeAs(HttpStatus.UNAUTHORIZED)) {
        throw new OAuth2AuthorizationException(words.read(OAuth2Error.class, response));
      }
      super.handleError(address, method, response);
    }
  }

  @Override
  public JwtDecoder createDecoder(ClientRegistration provider) {
    return decoders.computeIfAbsent(
        provider.getProviderDetails().getJwkSetUri(), keys -> decoder(keys, provider));
  }

  private static JwtDecoder decoder(String keys, ClientRegistration provider) {
    var decoder =
        NimbusJwtDecoder.withJwkSetUri(keys)
            .jwsAlgorithm(SignatureAlgorithm.RS256)
            .restOperations(new RestTemplate(OidcProvider.calls()))
            .build();
    decoder.setJwtValidator(
        new DelegatingOAuth2TokenValidator<>(
            new JwtTimestampValidator(), new OidcIdTokenValidator(provider)));
    decoder.setClaimSetConverter(
        new ClaimTypeConverter(OidcIdTokenDecoderFactory.createDefaultClaimTypeConverters()));
    return decoder;
  }
}
