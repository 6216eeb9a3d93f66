package io.modelrelease.watch;

import com.nimbusds.jwt.JWTClaimsSet;
import io.github.bucket4j.Bucket;
import io.modelrelease.security.TrustedIssuer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.springframework.security.core.AuthenticationException;
import org.springframework.stereotype.Component;

/** Tells Event Grid from others, by a secret or by its token, and lets so many in a minute. */
@Component
class EventSender {
  private static final Duration LONGEST_LIFE = Duration.ofHours(25); // a managed identity's
  private static final String BEARER = "Bearer ";

  private final Optional<byte[]> secret;
  private final Optional<TrustedIssuer> tokens;
  private final Optional<String> sender;
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
    this.tokens = settings.entra().map(EventSender::issuer);
    this.sender = settings.entra().map(EventSettings.Entra::appId);
    this.deliveries = perMinute(settings.perMinute());
    this.verifications = perMinute(settings.perMinute());
  }

  private static Bucket perMinute(int count) {
    return Bucket.builder()
        .addLimit(limit -> limit.capacity(count).refillGreedy(count, Duration.ofMinutes(1)))
        .build();
  }

  private static TrustedIssuer issuer(EventSettings.Entra entra) {
    return TrustedIssuer.withKeysAt(
        entra.jwkSetUri(), entra.issuer(), entra.audience(), LONGEST_LIFE);
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

  private boolean isToken(TrustedIssuer issuer, String token) {
    try {
      var claims = issuer.verify(token);
      return sender.equals(claim(claims, "appid")) // version 1 of the tokens
          || sender.equals(claim(claims, "azp"));
    } catch (AuthenticationException e) {
      return false;
    }
  }

  private static Optional<Object> claim(JWTClaimsSet claims, String name) {
    return Optional.ofNullable(claims.getClaim(name));
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
