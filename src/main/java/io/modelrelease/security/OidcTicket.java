package io.modelrelease.security;

import jakarta.servlet.http.HttpSession;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClient;
import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.security.oauth2.core.OAuth2RefreshToken;

/**
 * By what a session may ask the provider again. Lies in the session, so in memory only, and goes
 * with it; whoever holds its lock asks.
 */
final class OidcTicket {
  private static final String ATTRIBUTE = OidcTicket.class.getName();

  /** Who was not answered is not asked again at each request. */
  private static final Duration PAUSE = Duration.ofSeconds(5);

  final ReentrantLock lock = new ReentrantLock();
  private volatile OidcPerson person;
  private volatile OAuth2AccessToken accessToken;
  private volatile Optional<OAuth2RefreshToken> refreshToken;
  private volatile Instant toldAt;
  private volatile Instant askAgainAt = Instant.EPOCH;
  private volatile boolean ended;

  OidcTicket(OidcPerson person, OAuth2AuthorizedClient client, Instant now) {
    refreshed(client.getAccessToken(), Optional.ofNullable(client.getRefreshToken()));
    told(person, now);
  }

  static Optional<OidcTicket> in(HttpSession session) {
    return Optional.ofNullable(session.getAttribute(ATTRIBUTE)).map(OidcTicket.class::cast);
  }

  void putInto(HttpSession session) {
    session.setAttribute(ATTRIBUTE, this);
  }

  /** At once: the provider may take each refresh token only once. */
  void refreshed(OAuth2AccessToken access, Optional<OAuth2RefreshToken> refresh) {
    accessToken = access;
    refreshToken = refresh;
  }

  void told(OidcPerson who, Instant now) {
    person = who;
    toldAt = now;
  }

  void notAnswered(Instant now) {
    askAgainAt = now.plus(PAUSE);
  }

  void end() {
    ended = true;
  }

  boolean isEnded() {
    return ended;
  }

  /** Whether a request that came at that time needs a newer word than the last. */
  boolean isStale(Instant cameAt, Duration recheck) {
    return !cameAt.isBefore(toldAt.plus(recheck));
  }

  boolean mayAsk(Instant now) {
    return !now.isBefore(askAgainAt);
  }

  Instant toldAt() {
    return toldAt;
  }

  OidcPerson person() {
    return person;
  }

  OAuth2AccessToken accessToken() {
    return accessToken;
  }

  Optional<OAuth2RefreshToken> refreshToken() {
    return refreshToken;
  }
}
