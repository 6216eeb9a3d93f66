package io.modelrelease.guard;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/** Who comes in. */
final class PeopleRules {
  private static final String OIDC = "modelrelease.security.oidc.";
  private static final String TOKENS = "modelrelease.security.tokens";
  private static final String HOW_TO_HASH =
      "Set .sha256 of a long random one: printf %s TOKEN | sha256sum.";

  /** Of the token of the default profile. */
  private static final String KNOWN =
      "8215027b11d742c4bced9742816fb26b9efedb3e55f421556ecb7884886b35c5";

  private static final Set<String> PLACEHOLDERS =
      Set.of("changeme", "change-me", "secret", "password", "todo");

  private static final List<Rule> RULES =
      List.of(
          Rule.of(
              "modelrelease.security.default-accounts",
              settings -> settings.is("modelrelease.security.default-accounts"),
              "the default accounts have their names as passwords.",
              "Leave it out, or set false."),
          Rule.of(
              "spring.profiles.active",
              settings -> !settings.profile("oidc"),
              "without the profile oidc nobody can log in.",
              "Add oidc."),
          Rule.of(
              OIDC + "issuer",
              settings -> !settings.https(OIDC + "issuer"),
              "who people are is asked at this address, over https.",
              "Set the provider's issuer, https://login.microsoftonline.com/TENANT/v2.0 say."),
          Rule.needed(
              OIDC + "client-id",
              "the provider knows this application by it.",
              "Set the id of its registration there."),
          Rule.secret(
              OIDC + "client-secret",
              settings -> placeholder(settings.text(OIDC + "client-secret")),
              "the provider needs a real one to let people in.",
              "Set the one of the registration, by MODELRELEASE_SECURITY_OIDC_CLIENTSECRET say."),
          Rule.of(
              OIDC + "groups",
              settings -> settings.below(OIDC + "groups").isEmpty(),
              "nobody would be in a group, so nobody could approve.",
              "Set .groups.approvers and the others to the values of the groups claim."),
          https("modelrelease.security.azure-devops.base-address"),
          https("modelrelease.security.entra.authority"),
          https("modelrelease.security.entra.token-service"));

  private PeopleRules() {}

  static Stream<Rule> of(Settings settings) {
    return Stream.concat(
        RULES.stream(), settings.below(TOKENS).stream().flatMap(PeopleRules::token));
  }

  private static Stream<Rule> token(String name) {
    var plain = "%s.%s.token".formatted(TOKENS, name);
    var hash = "%s.%s.sha256".formatted(TOKENS, name);
    return Stream.of(
        Rule.secret(
            plain,
            settings -> !settings.missing(plain),
            "it stands there in plain text.",
            HOW_TO_HASH),
        Rule.secret(
            hash,
            settings -> !settings.missing(hash) && !settings.text(hash).matches("[0-9a-fA-F]{64}"),
            "it is not 64 hex digits.",
            HOW_TO_HASH),
        Rule.secret(
            hash,
            settings -> settings.text(hash).equalsIgnoreCase(KNOWN),
            "it is the one of the default profile, which everybody knows.",
            HOW_TO_HASH));
  }

  private static boolean placeholder(String secret) {
    return secret.isEmpty()
        || secret.startsWith("{noop}")
        || PLACEHOLDERS.contains(secret.toLowerCase(Locale.ROOT));
  }

  private static Rule https(String setting) {
    return Rule.of(
        setting,
        settings -> settings.unsafe(setting),
        "the keys that tokens are checked with come from there.",
        "Leave it out, or set an address with https.");
  }
}
