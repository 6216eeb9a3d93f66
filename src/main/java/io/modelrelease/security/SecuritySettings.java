package io.modelrelease.security;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Who may come in.
 *
 * @param defaultAccounts one account a role with its name as password, and HTTP Basic: for one
 *     person on one machine, refused where others can reach it
 * @param tokens of pipelines, by the name that the ledger writes down
 */
@ConfigurationProperties("modelrelease.security")
record SecuritySettings(
    @DefaultValue("false") boolean defaultAccounts, @DefaultValue Map<String, Token> tokens) {

  /**
   * A pipeline's token.
   *
   * @param token as the pipeline sends it; with the default accounts only
   * @param sha256 of a long random token, hex: {@code printf %s TOKEN | sha256sum}
   * @param roles what it may: pipelines, data-scientists, operators
   */
  record Token(
      @DefaultValue Optional<String> token,
      @DefaultValue Optional<String> sha256,
      @DefaultValue(Roles.PIPELINES) Set<String> roles) {}
}
