package io.modelrelease.security;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The identity provider of profile {@code oidc}, and what its ID tokens mean here.
 *
 * @param issuer as its tokens say it; the document below {@code /.well-known/openid-configuration}
 *     has to name the same. Entra ID: {@code https://login.microsoftonline.com/TENANT/v2.0}
 * @param scopes asked for; without {@code offline_access} there is no refresh token, and people are
 *     sent to the provider again every {@code recheck}
 * @param groupsClaim a list of texts, or one: {@code groups}; {@code roles} for Entra's app roles
 * @param groups our groups, each with the values of that claim that make a member
 * @param userIdClaim the name under which a person acts here and stands in ledger and log. Entra:
 *     {@code preferred_username}, which people can read and which is what commits and pipelines say
 *     too. It may change and be given anew, so nobody is recognized by it: see {@code subjectClaim}
 * @param subjectClaim whom the provider never takes for another: a name belongs to the first that
 *     came with it. Entra: {@code oid}, since its {@code sub} differs for each registered
 *     application (Microsoft's ID token claims reference; Unverified)
 * @param recheck how old the provider's last word on a person may be; zero: it is asked at each
 *     request
 * @param grace how much longer a session lives while the provider does not answer
 */
@ConfigurationProperties("modelrelease.security.oidc")
record OidcSettings(
    @DefaultValue Optional<URI> issuer,
    @DefaultValue("") String clientId,
    @DefaultValue("") String clientSecret,
    @DefaultValue({"openid", "profile", "email", "offline_access"}) Set<String> scopes,
    @DefaultValue("groups") String groupsClaim,
    @DefaultValue Map<String, Set<String>> groups,
    @DefaultValue("preferred_username") String userIdClaim,
    @DefaultValue("sub") String subjectClaim,
    @DefaultValue("name") String nameClaim,
    @DefaultValue("email") String emailClaim,
    @DefaultValue("PT1M") Duration recheck,
    @DefaultValue("PT15M") Duration grace) {
  private static final String PREFIX = "modelrelease.security.oidc.";

  OidcSettings {
    groups =
        groups.entrySet().stream()
            .collect(
                Collectors.toUnmodifiableMap(
                    entry -> ofOurs(entry.getKey()), Map.Entry::getValue, (first, next) -> first));
  }

  /** Names of variables have no dashes: …_OIDC_GROUPS_DATASCIENTISTS. */
  private static String ofOurs(String group) {
    return Roles.OF_PEOPLE.stream()
        .filter(ours -> ours.replace("-", "").equals(group))
        .findFirst()
        .orElse(group);
  }

  /**
   * @throws IllegalStateException with all that is missing or wrong
   */
  void requireComplete() {
    var faults = faults();
    if (!faults.isEmpty()) {
      throw new IllegalStateException(
          "Profile oidc cannot let anybody in: " + String.join("; ", faults) + ".");
    }
  }

  private List<String> faults() {
    var faults = new ArrayList<String>();
    if (issuer.isEmpty()) {
      faults.add("set %sissuer to the provider's issuer".formatted(PREFIX));
    } else if (!SafeAddress.isSafe(issuer.get())) {
      faults.add("%sissuer is %s: it has to be https".formatted(PREFIX, issuer.get()));
    }
    if (clientId.isBlank()) {
      faults.add("set %sclient-id to the application's id at the provider".formatted(PREFIX));
    }
    if (clientSecret.isBlank()) {
      faults.add("set %sclient-secret".formatted(PREFIX));
    }
    if (!scopes.contains("openid")) {
      faults.add("%sscopes is %s and needs openid".formatted(PREFIX, scopes));
    }
    if (groups.values().stream().allMatch(Set::isEmpty)) {
      faults.add(
          "set %sgroups.approvers and others to the values of the claim %s that make a member"
              .formatted(PREFIX, groupsClaim));
    }
    new TreeMap<>(groups)
        .keySet().stream()
            .filter(group -> !Roles.OF_PEOPLE.contains(group))
            .map(
                group ->
                    "%sgroups.%s is none of our groups %s".formatted(PREFIX, group, ourGroups()))
            .forEach(faults::add);
    if (recheck.isNegative() || grace.isNegative()) {
      faults.add("%srecheck and grace are durations from PT0S on".formatted(PREFIX));
    }
    return faults;
  }

  private static List<String> ourGroups() {
    return Roles.OF_PEOPLE.stream().sorted().toList();
  }
}
