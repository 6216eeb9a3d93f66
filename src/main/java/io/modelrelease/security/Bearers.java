package io.modelrelease.security;

import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.stereotype.Component;

/**
 * Whose a bearer token is. One that stands in the configuration is known by its hash; any other
 * says who issued it, and who knows that issuer checks it.
 */
@Component
class Bearers {
  private static final Logger LOG = LoggerFactory.getLogger(Bearers.class);

  private final PipelineTokens configured;
  private final List<TokenAuthenticator> signed;

  Bearers(PipelineTokens configured, List<TokenAuthenticator> signed) {
    this.configured = configured;
    this.signed = List.copyOf(signed);
  }

  /**
   * @throws AuthenticationException with a sentence for whoever sent it
   */
  Authentication authenticate(String token) {
    return configured.authenticate(token).orElseGet(() -> signed(token));
  }

  private Authentication signed(String token) {
    var issuer = Claims.unproven(token, "iss");
    try {
      return issuer
          .map(name -> by(name).authenticate(token))
          .orElseThrow(() -> new BadCredentialsException("Unknown token"));
    } catch (AuthenticationException e) {
      LOG.info(
          "Token refused, issuer {}, subject {}: {}",
          Claims.shown(issuer.orElse("(none)")),
          Claims.shown(Claims.unproven(token, "sub").orElse("(none)")),
          e.getMessage());
      throw e;
    }
  }

  private TokenAuthenticator by(String issuer) {
    return signed.stream()
        .filter(authenticator -> authenticator.knows(issuer))
        .findFirst()
        .orElseThrow(
            () ->
                new TokenRefusedException(
                    "Tokens of %s are not taken here; those of the organizations in %s.<name>, and of the tenant in modelrelease.security.entra, are."
                        .formatted(Claims.shown(issuer), AzureDevOpsSettings.SETTINGS)));
  }
}
