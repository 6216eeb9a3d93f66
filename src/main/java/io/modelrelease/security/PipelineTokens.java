package io.modelrelease.security;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.stereotype.Component;

/** The tokens of pipelines; only their hashes are kept. */
@Component
class PipelineTokens {
  private static final Pattern SHA256 = Pattern.compile("[0-9a-fA-F]{64}");

  private record Pipeline(String name, byte[] hash, List<String> roles) {}

  private final List<Pipeline> pipelines;

  PipelineTokens(SecuritySettings settings) {
    pipelines =
        settings.tokens().entrySet().stream()
            .map(entry -> pipeline(entry.getKey(), entry.getValue(), settings.defaultAccounts()))
            .toList();
  }

  private static Pipeline pipeline(
      String name, SecuritySettings.Token token, boolean plainTokensAllowed) {
    var setting = "modelrelease.security.tokens." + name;
    PipelineRights.require("modelrelease.security.tokens", name, token.roles());
    if (token.token().isPresent() == token.sha256().isPresent()) {
      throw new IllegalArgumentException("Set one of %s.token and .sha256".formatted(setting));
    }
    if (token.token().isPresent() && !plainTokensAllowed) {
      throw new IllegalArgumentException(
          "%s.token is in plain text: set .sha256 instead (printf %%s TOKEN | sha256sum)"
              .formatted(setting));
    }
    if (token.sha256().filter(hash -> !SHA256.matcher(hash).matches()).isPresent()) {
      throw new IllegalArgumentException("%s.sha256 is not 64 hex digits".formatted(setting));
    }
    var hash =
        token
            .sha256()
            .map(HexFormat.of()::parseHex)
            .orElseGet(() -> sha256(token.token().orElseThrow()));
    return new Pipeline(name, hash, List.copyOf(token.roles()));
  }

  /** The pipeline that a token belongs to, authenticated; empty for a token that nobody has. */
  Optional<Authentication> authenticate(String token) {
    var hash = sha256(token);
    return pipelines.stream()
        .filter(pipeline -> MessageDigest.isEqual(pipeline.hash(), hash))
        .findFirst()
        .map(
            pipeline ->
                UsernamePasswordAuthenticationToken.authenticated(
                    pipeline.name(), "", AuthorityUtils.createAuthorityList(pipeline.roles())));
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
