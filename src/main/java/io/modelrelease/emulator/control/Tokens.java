package io.modelrelease.emulator.control;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.modelrelease.emulator.http.AzureFailure;
import io.modelrelease.emulator.http.Exchange;
import io.modelrelease.emulator.state.AtomicFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signed tokens (JWT, HS256) with an audience, checked as Azure checks them. */
public final class Tokens {
  public static final String MANAGEMENT = "https://management.azure.com";
  public static final String ML = "https://ml.azure.com";

  /** Azure DevOps' application: nothing here takes such a token, an imitation elsewhere may. */
  static final String AZURE_DEVOPS = "499b84ac-1321-427f-aa17-267ca6975798";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
  private static final long LIFE_SECONDS = 3600;

  private final byte[] key;

  public Tokens(Path home) {
    var file = home.resolve("token-key");
    try {
      if (!Files.exists(file)) {
        var fresh = new byte[32];
        new SecureRandom().nextBytes(fresh);
        AtomicFile.write(file, fresh);
      }
      key = Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** When a token of now ends, seconds since 1970. */
  public static long expiry() {
    return Instant.now().getEpochSecond() + LIFE_SECONDS;
  }

  public String issue(String audience, long expiry) {
    try {
      var header = encode(JSON.writeValueAsBytes(Map.of("alg", "HS256", "typ", "JWT")));
      var claims =
          encode(
              JSON.writeValueAsBytes(
                  Map.of(
                      "aud", audience, "iss", "https://sts.windows.net/emulator/", "exp", expiry)));
      return header + "." + claims + "." + sign(header + "." + claims);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Lets a request pass whose bearer token is for one of the audiences.
   *
   * @throws AzureFailure 401 with the header that says what is expected
   */
  public void require(Exchange exchange, Set<String> audiences) {
    var header = exchange.header("Authorization").orElse("");
    if (!header.startsWith("Bearer ")) {
      throw refuse(
          exchange,
          "AuthenticationFailed",
          "Authentication failed. The 'Authorization' header is missing.");
    }
    var parts = header.substring("Bearer ".length()).strip().split("\\.");
    if (parts.length != 3
        || !MessageDigest.isEqual(
            sign(parts[0] + "." + parts[1]).getBytes(StandardCharsets.UTF_8),
            parts[2].getBytes(StandardCharsets.UTF_8))) {
      throw refuse(exchange, "InvalidAuthenticationToken", "The access token is invalid.");
    }
    try {
      var claims = JSON.readTree(Base64.getUrlDecoder().decode(parts[1]));
      if (claims.path("exp").asLong() <= Instant.now().getEpochSecond()) {
        throw refuse(exchange, "ExpiredAuthenticationToken", "The access token expiry is over.");
      }
      var audience = claims.path("aud").asText().replaceFirst("/$", "");
      if (!audiences.contains(audience)) {
        throw refuse(
            exchange,
            "InvalidAuthenticationTokenAudience",
            "The access token has been obtained for wrong audience or resource '%s'. It should exactly match one of the allowed audiences %s."
                .formatted(audience, audiences));
      }
    } catch (IOException | IllegalArgumentException e) {
      throw refuse(exchange, "InvalidAuthenticationToken", "The access token is invalid.");
    }
  }

  private static AzureFailure refuse(Exchange exchange, String code, String message) {
    exchange.set(
        "WWW-Authenticate",
        "Bearer authorization_uri=\"https://login.windows.net/emulator\", error=\"invalid_token\"");
    return new AzureFailure(401, code, message);
  }

  private String sign(String text) {
    try {
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return encode(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String encode(byte[] bytes) {
    return BASE64.encodeToString(bytes);
  }
}
