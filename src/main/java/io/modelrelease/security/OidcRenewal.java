package io.modelrelease.security;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Profile;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.security.oauth2.client.endpoint.OAuth2RefreshTokenGrantRequest;
import org.springframework.security.oauth2.core.OAuth2AuthorizationException;
import org.springframework.security.oauth2.core.OAuth2RefreshToken;
import org.springframework.security.oauth2.core.oidc.OidcIdToken;
import org.springframework.security.oauth2.core.oidc.endpoint.OidcParameterNames;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.stereotype.Component;

/**
 * Asks the provider again who a session's person is: by the refresh token, which brings a new ID
 * token with the groups as they are now (OpenID Connect Core 1.0, section 12). Entra ID sends one
 * where the scope openid is asked for, and looks the groups up anew for it; Unverified.
 */
@Component
@Profile("oidc")
class OidcRenewal {
  private static final Logger LOG = LoggerFactory.getLogger(OidcRenewal.class);

  /** The provider's no to this person (RFC 6749, 5.2; OpenID Connect Core, 3.1.2.6). */
  private static final Set<String> ENDS =
      Set.of(
          "invalid_grant",
          "access_denied",
          "interaction_required",
          "login_required",
          "consent_required",
          "account_selection_required");

  /** How long a session without a refresh token lives at least: the way back takes a second. */
  private static final Duration LEAST = Duration.ofMinutes(1);

  private final OidcSettings settings;
  private final OidcProvider provider;
  private final OidcTokens tokens;
  private final OidcUsers users;
  private final Clock clock;

  OidcRenewal(
      OidcSettings settings,
      OidcProvider provider,
      OidcTokens tokens,
      OidcUsers users,
      Clock clock) {
    this.settings = settings;
    this.provider = provider;
    this.tokens = tokens;
    this.users = users;
    this.clock = clock;
  }

  /**
   * Brings a ticket up to date for a request that came at that time; those that came meanwhile wait
   * and take the same answer.
   *
   * @return whether the session goes on
   */
  boolean renew(OidcTicket ticket, Instant cameAt) {
    if (!ticket.isEnded() && !isStale(ticket, cameAt)) {
      return true;
    }
    ticket.lock.lock();
    try {
      if (!ticket.isEnded() && isStale(ticket, cameAt) && !goesOn(ticket)) {
        ticket.end();
      }
      return !ticket.isEnded();
    } finally {
      ticket.lock.unlock();
    }
  }

  private boolean isStale(OidcTicket ticket, Instant cameAt) {
    return ticket.isStale(cameAt, settings.recheck());
  }

  private boolean goesOn(OidcTicket ticket) {
    return ticket.refreshToken().isPresent()
        ? isConfirmed(ticket, ticket.refreshToken().get())
        : livesYet(ticket);
  }

  private boolean livesYet(OidcTicket ticket) {
    var now = clock.instant();
    var recheck = settings.recheck().compareTo(LEAST) < 0 ? LEAST : settings.recheck();
    var expires = ticket.person().idToken().getExpiresAt();
    return now.isBefore(ticket.toldAt().plus(recheck))
        && (expires == null || now.isBefore(expires));
  }

  private boolean isConfirmed(OidcTicket ticket, OAuth2RefreshToken refreshToken) {
    if (!ticket.mayAsk(clock.instant())) {
      return inGrace(ticket);
    }
    try {
      return ask(ticket, refreshToken);
    } catch (OAuth2AuthorizationException e) {
      if (ENDS.contains(e.getError().getErrorCode())) {
        LOG.info(
            "The provider ends the session of {}: {}",
            ticket.person().name(),
            Claims.shown(e.getError()));
        return false;
      }
      return notAnswered(ticket, e);
    } catch (BadJwtException e) {
      LOG.warn("The new token of {} does not hold: {}", ticket.person().name(), e.getMessage());
      return false;
    } catch (OidcRefusal e) {
      return e.problem() == OidcProblem.SILENT && notAnswered(ticket, e);
    } catch (RuntimeException e) {
      return notAnswered(ticket, e);
    }
  }

  private boolean ask(OidcTicket ticket, OAuth2RefreshToken refreshToken) {
    var registration = provider.registration();
    var answer =
        tokens
            .byRefresh()
            .getTokenResponse(
                new OAuth2RefreshTokenGrantRequest(
                    registration, ticket.accessToken(), refreshToken, registration.getScopes()));
    var next = Optional.ofNullable(answer.getRefreshToken()).orElse(refreshToken);
    var sent = answer.getAdditionalParameters().get(OidcParameterNames.ID_TOKEN);
    if (!(sent instanceof String text)) {
      LOG.warn("The provider renews without an ID token: groups are read at the next login");
      ticket.refreshed(answer.getAccessToken(), Optional.empty());
      return livesYet(ticket);
    }
    ticket.refreshed(answer.getAccessToken(), Optional.of(next));
    var jwt = tokens.createDecoder(registration).decode(text);
    if (!ticket.person().idToken().getSubject().equals(jwt.getSubject())) {
      throw new BadJwtException("it is about somebody else");
    }
    var token = new OidcIdToken(text, jwt.getIssuedAt(), jwt.getExpiresAt(), jwt.getClaims());
    ticket.told(users.person(token), clock.instant());
    return true;
  }

  private boolean notAnswered(OidcTicket ticket, RuntimeException e) {
    LOG.warn(
        "The identity provider does not say whether {} may go on: {}",
        ticket.person().name(),
        Claims.shown(NestedExceptionUtils.getMostSpecificCause(e)));
    ticket.notAnswered(clock.instant());
    return inGrace(ticket);
  }

  private boolean inGrace(OidcTicket ticket) {
    return clock
        .instant()
        .isBefore(ticket.toldAt().plus(settings.recheck()).plus(settings.grace()));
  }
}
