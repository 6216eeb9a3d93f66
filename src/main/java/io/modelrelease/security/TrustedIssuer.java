package io.modelrelease.security;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.source.JWKSetSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.ConfigurableJWTProcessor;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import java.net.URI;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Set;

/**
 * Somebody whose signed tokens (JWT, RS256 and nothing else) are taken, if they are meant for us.
 * Keys are fetched with the first token and kept for an hour; a key id that is not known asks for
 * them again, twice in {@value #PAUSE_SECONDS} s at most. What a token allows is for others to say.
 */
public final class TrustedIssuer {
  /** How far clocks may be apart. */
  static final Duration SKEW = Duration.ofSeconds(60);

  private static final int PAUSE_SECONDS = 30;
  private static final long KEPT_MILLIS = Duration.ofHours(1).toMillis();
  private static final long WAIT_MILLIS = Duration.ofSeconds(15).toMillis();

  private final String issuer;
  private final Set<String> audiences;
  private final Duration longestLife;
  private final Clock clock;
  private final ConfigurableJWTProcessor<SecurityContext> signatures;

  /**
   * @param issuer as {@code iss} has it, to the letter
   * @param audiences one of which {@code aud} must name
   * @param longestLife from {@code iat} to {@code exp}
   */
  TrustedIssuer(
      String issuer,
      Set<String> audiences,
      Duration longestLife,
      JWKSetSource<SecurityContext> keys,
      Clock clock) {
    this(issuer, audiences, longestLife, keys, Duration.ofSeconds(PAUSE_SECONDS), clock);
  }

  TrustedIssuer(
      String issuer,
      Set<String> audiences,
      Duration longestLife,
      JWKSetSource<SecurityContext> keys,
      Duration pause,
      Clock clock) {
    this.issuer = issuer;
    this.audiences = Set.copyOf(audiences);
    this.longestLife = longestLife;
    this.clock = clock;
    this.signatures = new DefaultJWTProcessor<>();
    signatures.setJWSTypeVerifier(
        new DefaultJOSEObjectTypeVerifier<>(
            JOSEObjectType.JWT, new JOSEObjectType("at+jwt"), null));
    signatures.setJWSKeySelector(
        new JWSVerificationKeySelector<>(
            JWSAlgorithm.RS256,
            JWKSourceBuilder.create(keys)
                .cache(KEPT_MILLIS, WAIT_MILLIS)
                .refreshAheadCache(false)
                .rateLimited(pause.toMillis())
                .build()));
    signatures.setJWTClaimsSetVerifier((claims, context) -> {}); // below, in words for people
  }

  /** An issuer whose keys stand at a known address. */
  public static TrustedIssuer withKeysAt(
      URI keys, String issuer, String audience, Duration longestLife) {
    return new TrustedIssuer(
        issuer, Set.of(audience), longestLife, IssuerKeys.at(keys), Clock.systemUTC());
  }

  String name() {
    return issuer;
  }

  /**
   * What the token claims, once it is known to be true, in force and meant for us.
   *
   * @throws TokenRefusedException if it is not
   * @throws IssuerUnreachableException if nobody can tell now
   */
  public JWTClaimsSet verify(String token) {
    var claims = signed(token);
    require(
        issuer.equals(claims.getIssuer()),
        "It was issued by %s; expected %s.",
        Claims.shown(claims.getIssuer()),
        issuer);
    require(
        claims.getAudience().stream().anyMatch(audiences::contains),
        "It is meant for %s; expected %s.",
        Claims.shown(claims.getAudience()),
        String.join(" or ", audiences));
    inForce(claims, clock.instant());
    return claims;
  }

  private JWTClaimsSet signed(String token) {
    try {
      return signatures.process(token, null);
    } catch (ParseException e) {
      throw new TokenRefusedException("It is no signed JWT.");
    } catch (KeySourceException e) {
      throw new IssuerUnreachableException(
          "The token cannot be checked now: the keys of %s cannot be had. Try again in half a minute; if it stays so, an operator looks whether this application reaches that address."
              .formatted(issuer),
          e);
    } catch (BadJOSEException | JOSEException e) {
      throw new TokenRefusedException(
          "It is not signed (RS256) with a key that %s publishes.".formatted(issuer));
    }
  }

  private void inForce(JWTClaimsSet claims, Instant now) {
    require(claims.getExpirationTime() != null, "It has no time at which it expires.");
    var expires = claims.getExpirationTime().toInstant();
    require(now.isBefore(expires.plus(SKEW)), "It expired at %s.", expires);
    for (var time : new Date[] {claims.getNotBeforeTime(), claims.getIssueTime()}) {
      require(
          time == null || !now.plus(SKEW).isBefore(time.toInstant()),
          "It is not valid before %s; look at the clocks.",
          time == null ? now : time.toInstant());
    }
    var from = claims.getIssueTime() == null ? now : claims.getIssueTime().toInstant();
    require(
        Duration.between(from, expires).compareTo(longestLife) <= 0,
        "It is valid for %s; %s at most is taken.",
        Duration.between(from, expires),
        longestLife);
  }

  private static void require(boolean right, String refusal, Object... values) {
    if (!right) {
      throw new TokenRefusedException(refusal.formatted(values));
    }
  }
}
