package io.modelrelease.security;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.security.oauth2.core.oidc.OidcIdToken;

/**
 * Whom an ID token is about.
 *
 * @param subject by which the issuer tells people apart
 * @param name asked for as user id; only characters that the engine takes, 64 at most
 * @param fullName to be shown
 * @param email of four eyes; empty where neither the claim nor the name is one
 * @param groups ours, never empty
 */
record OidcIdentity(
    String issuer,
    String subject,
    String name,
    String fullName,
    Optional<String> email,
    Set<String> groups) {
  private static final Pattern NOT_IN_IDS = Pattern.compile("[^a-zA-Z0-9._@-]");
  private static final int LONGEST_ID = 64;
  private static final int LONGEST_TEXT = 254;

  /**
   * Reads a token whose signature, issuer, audience and times hold.
   *
   * <p>More groups than fit are left out by Entra ID and stand behind {@code _claim_names} or, in
   * implicit flows, {@code hasgroups}; that is no membership of nothing. App roles are never left
   * out. (Microsoft's claims reference, "groups overage"; Unverified.)
   *
   * @throws OidcRefusal where it makes nobody a user of ours
   */
  static OidcIdentity of(OidcIdToken token, OidcSettings settings) {
    var claimed =
        text(token, settings.userIdClaim())
            .orElseThrow(() -> new OidcRefusal(OidcProblem.NO_NAME, settings.userIdClaim()));
    var name = NOT_IN_IDS.matcher(claimed).replaceAll("-");
    if (name.length() > LONGEST_ID) {
      throw new OidcRefusal(OidcProblem.NO_NAME, settings.userIdClaim() + " of 64 characters");
    }
    var subject =
        text(token, settings.subjectClaim())
            .orElseThrow(() -> new OidcRefusal(OidcProblem.NO_NAME, settings.subjectClaim()));
    var groups = groups(token, settings, claimed);
    var email =
        Stream.of(text(token, settings.emailClaim()), Optional.of(claimed))
            .flatMap(Optional::stream)
            .filter(address -> address.indexOf('@') > 0)
            .findFirst();
    if (email.isEmpty() && groups.contains(Roles.APPROVERS)) {
      // nobody could tell whether the commit is theirs
      throw new OidcRefusal(OidcProblem.NO_NAME, settings.emailClaim());
    }
    return new OidcIdentity(
        token.getIssuer().toString(),
        subject,
        name,
        text(token, settings.nameClaim()).orElse(claimed),
        email,
        groups);
  }

  /** Ours, never empty. */
  static Set<String> groups(OidcIdToken token, OidcSettings settings, String person) {
    var values = texts(token.getClaim(settings.groupsClaim()));
    if (values.isEmpty() && leftOut(token, settings.groupsClaim())) {
      throw new OidcRefusal(OidcProblem.GROUPS_LEFT_OUT, person);
    }
    var groups =
        settings.groups().entrySet().stream()
            .filter(entry -> Roles.OF_PEOPLE.contains(entry.getKey()))
            .filter(entry -> entry.getValue().stream().anyMatch(values::contains))
            .map(Map.Entry::getKey)
            .collect(Collectors.toUnmodifiableSet());
    if (groups.isEmpty()) {
      throw new OidcRefusal(OidcProblem.NO_GROUP, person);
    }
    return groups;
  }

  private static boolean leftOut(OidcIdToken token, String groupsClaim) {
    return token.getClaim("_claim_names") instanceof Map<?, ?> names
            && names.containsKey(groupsClaim)
        || groupsClaim.equals("groups")
            && "true".equals(String.valueOf((Object) token.getClaim("hasgroups")));
  }

  private static Set<String> texts(Object claim) {
    var values = claim instanceof List<?> list ? list.stream() : Stream.ofNullable(claim);
    return values
        .filter(String.class::isInstance)
        .map(String.class::cast)
        .collect(Collectors.toUnmodifiableSet());
  }

  private static Optional<String> text(OidcIdToken token, String claim) {
    return Optional.ofNullable((Object) token.getClaim(claim))
        .filter(String.class::isInstance)
        .map(value -> ((String) value).strip())
        .filter(value -> !value.isEmpty() && value.length() <= LONGEST_TEXT);
  }
}
