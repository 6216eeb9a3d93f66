package io.modelrelease.emulator.arm;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelrelease.emulator.control.Tokens;
import io.modelrelease.emulator.http.AzureFailure;
import io.modelrelease.emulator.http.Exchange;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Set;

/** What opens an online endpoint: two keys, a token of its own, or one of Entra ID. */
public final class EndpointKeys {
  /** All that is said to a wrong key (MicrosoftDocs/azure-docs issue 98265). */
  public static final String WRONG_KEY = "key_auth_access_denied";

  private static final List<String> NAMES = List.of("primaryKey", "secondaryKey");
  private static final int KEY_BYTES = 24;
  private static final SecureRandom RANDOM = new SecureRandom();

  private EndpointKeys() {}

  /** Makes the keys of an endpoint that was not there, those that its body names first. */
  static void create(Resource endpoint, JsonNode wanted) {
    for (var name : NAMES) {
      var key = wanted.path(name).asText("");
      endpoint.internal().put(name, key.isEmpty() ? random() : key);
    }
  }

  /** {@code POST …/listKeys}. */
  static void list(Exchange exchange, Resource endpoint) {
    requireMode(endpoint, "Key");
    var keys = Exchange.JSON.createObjectNode();
    NAMES.forEach(name -> keys.set(name, endpoint.internal().path(name)));
    exchange.json(200, keys);
  }

  /**
   * {@code POST …/regenerateKeys {"keyType": "Primary", "keyValue"}}: the value is taken where one
   * is sent, as the published type says. Microsoft's Python client and the CLI made of it send the
   * key that there is, and people who use them get a new one: unverified that Azure tells these two
   * cases apart so.
   */
  static void regenerate(Resource endpoint, JsonNode body) {
    requireMode(endpoint, "Key");
    var type = body.path("keyType").asText("");
    if (!type.equalsIgnoreCase("Primary") && !type.equalsIgnoreCase("Secondary")) {
      throw AzureFailure.noSuchWord("keyType", List.of("Primary", "Secondary"));
    }
    var value = body.path("keyValue").asText("");
    var name = NAMES.get(type.equalsIgnoreCase("Primary") ? 0 : 1);
    var isNew = !value.isEmpty() && !value.equals(endpoint.internal().path(name).asText());
    endpoint.internal().put(name, isNew ? value : random());
    endpoint.save();
  }

  /** {@code POST …/token}: times in seconds since 1970. */
  static void token(Exchange exchange, Tokens tokens, Resource endpoint) {
    requireMode(endpoint, "AMLToken");
    var expiry = Tokens.expiry();
    exchange.json(
        200,
        Exchange.JSON
            .createObjectNode()
            .put("accessToken", tokens.issue(audience(endpoint), expiry))
            .put("tokenType", "Bearer")
            .put("expiryTimeUtc", expiry)
            .put("refreshAfterTimeUtc", expiry - 600));
  }

  /** Refuses a scoring request that brings neither a key nor a token for this endpoint. */
  public static void require(Exchange exchange, Tokens tokens, Resource endpoint) {
    switch (endpoint.properties().path("authMode").asText().toLowerCase(java.util.Locale.ROOT)) {
      case "amltoken" -> tokens.require(exchange, Set.of(audience(endpoint)));
      case "aadtoken" -> tokens.require(exchange, Set.of(Tokens.ML));
      default -> requireKey(exchange, endpoint);
    }
  }

  private static void requireKey(Exchange exchange, Resource endpoint) {
    var sent = exchange.header("Authorization").orElse("").replaceFirst("(?i)^Bearer\\s+", "");
    var known =
        NAMES.stream()
            .map(name -> endpoint.internal().path(name).asText().getBytes(StandardCharsets.UTF_8))
            .anyMatch(key -> MessageDigest.isEqual(key, sent.getBytes(StandardCharsets.UTF_8)));
    if (!known) {
      exchange.set("WWW-Authenticate", "Bearer");
      throw new AzureFailure(401, WRONG_KEY, WRONG_KEY);
    }
  }

  private static void requireMode(Resource endpoint, String mode) {
    var actual = endpoint.properties().path("authMode").asText();
    if (!actual.equalsIgnoreCase(mode)) {
      throw AzureFailure.userError(
          "Endpoint %s has the authMode %s; this needs %s."
              .formatted(endpoint.name(), actual, mode));
    }
  }

  private static String audience(Resource endpoint) {
    return "urn:endpoint:" + endpoint.key();
  }

  private static String random() {
    var bytes = new byte[KEY_BYTES];
    RANDOM.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
