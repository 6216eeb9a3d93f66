package io.modelrelease.security;

import com.nimbusds.jwt.JWTClaimsSet;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicReference;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Tokens that were used, on any node: the row's insert is the use. Rows go when the token has long
 * expired.
 */
@Component
class UsedTokens {
  private static final Duration CLEANING = Duration.ofMinutes(10);

  /** Nodes' clocks may be apart by more than an issuer's. */
  private static final Duration GRACE = Duration.ofHours(1);

  private final JdbcTemplate database;
  private final Clock clock;
  private final AtomicReference<Instant> cleaned = new AtomicReference<>(Instant.EPOCH);

  UsedTokens(JdbcTemplate database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  /**
   * @param claims of the token, verified
   * @throws TokenRefusedException if it was used before
   */
  void use(String issuer, JWTClaimsSet claims, String token) {
    clean();
    try {
      database.update(
          "insert into mr_used_token (id, expires_at) values (?, ?)",
          sha256(issuer + "\n" + identity(claims, token)),
          claims
              .getExpirationTime()
              .toInstant()
              .truncatedTo(ChronoUnit.MILLIS)
              .atOffset(ZoneOffset.UTC));
    } catch (DuplicateKeyException e) {
      throw new TokenRefusedException(
          "It was used before: ask Azure DevOps for a new one for each request, also to repeat one.");
    }
  }

  /** Without an id, what was signed: the signature itself can be written in more than one way. */
  private static String identity(JWTClaimsSet claims, String token) {
    return Claims.text(claims, "jti")
        .map(id -> "jti " + id)
        .orElseGet(() -> "signed " + token.substring(0, token.lastIndexOf('.')));
  }

  private void clean() {
    var now = clock.instant();
    var last = cleaned.get();
    if (last.plus(CLEANING).isBefore(now) && cleaned.compareAndSet(last, now)) {
      database.update(
          "delete from mr_used_token where expires_at < ?",
          now.minus(GRACE).atOffset(ZoneOffset.UTC));
    }
  }

  private static String sha256(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
