package io.modelrelease.watch;

import io.github.bucket4j.Bucket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.springframework.boot.web.client.RestTemplateBuilder;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidatorResult;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.jwt.JwtValidators;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.stereotype.Component;

/** Tells Event Grid from others, by a secret or by its token, and lets so many in a minute. */
@Component
class EventSender {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final String BEARER = "Bearer ";

  private final Optional<byte[]> secret;
  private final Optional<JwtDecoder> tokens;
  private final Bucket deliveries;
  private final Bucket verifications;

  /** What becomes of a request. */
  enum Verdict {
    WELCOME,
    STRANGER,
    TOO_MANY
  }

  EventSender(EventSettings settings) {
    this.secret = settings.secret().map(EventSender::sha256);
    this.tokens = settings.entra().map(EventSender::decoder);
    this.deliveries = perMinute(settings.perMinute());
    this.verifications = perMinute(settings.perMinute());
  }

  private static Bucket perMinute(int count) {
    return Bucket.builder()
        .addLimit(limit -> limit.capacity(count).refillGreedy(count, Duration.ofMinutes(1)))
        .build();
  }

  private static JwtDecoder decoder(EventSettings.Entra entra) {
    var decoder =
        NimbusJwtDecoder.withJwkSetUri(entra.jwkSetUri().toString())
            .restOperations(
                new RestTemplateBuilder().connectTimeout(PATIENCE).readTimeout(PATIENCE).build())
            .build();
    decoder.setJwtValidator(
        new DelegatingOAuth2TokenValidator<>(
            JwtValidators.createDefaultWithIssuer(entra.issuer()),
            claim(
                "aud",
                jwt -> jwt.getAudience() != null && jwt.getAudience().contains(entra.audience())),
            claim(
                "appid",
                jwt ->
                    entra.appId().equals(jwt.getClaims().get("appid")) // version 1 of the tokens
                        || entra.appId().equals(jwt.getClaims().get("azp")))));
    return decoder;
  }

  private static OAuth2TokenValidator<Jwt> claim(
      String name, java.util.function.Predicate<Jwt> valid) {
    return jwt ->
        valid.test(jwt)
            ? OAuth2TokenValidatorResult.success()
            : OAuth2TokenValidatorResult.failure(
                new OAuth2Error("invalid_token", name + " is another one", null));
  }

  /**
   * @param given secrets that came along
   * @param authorization header
   */
  Verdict judge(List<String> given, Optional<String> authorization) {
    var known = given.stream().filter(this::isSecret).count() > 0;
    if (!known) {
      var token =
          authorization.filter(header -> header.regionMatches(true, 0, BEARER, 0, BEARER.length()));
      if (tokens.isEmpty() || token.isEmpty()) {
        return Verdict.STRANGER;
      }
      if (!verifications.tryConsume(1)) {
        return Verdict.TOO_MANY;
      }
      if (!isToken(tokens.get(), token.get().substring(BEARER.length()).strip())) {
        return Verdict.STRANGER;
      }
    }
    return deliveries.tryConsume(1) ? Verdict.WELCOME : Verdict.TOO_MANY;
  }

  private boolean isSecret(String text) {
    return secret.filter(expected -> MessageDigest.isEqual(expected, sha256(text))).isPresent();
  }

  private static boolean isToken(JwtDecoder decoder, String token) {
    try {
      decoder.decode(token);
      return true;
    } catch (JwtException | IllegalArgumentException e) {
      return false;
    }
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
