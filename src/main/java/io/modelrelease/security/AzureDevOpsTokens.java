package io.modelrelease.security;

import com.nimbusds.jwt.JWTClaimsSet;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.regex.Pattern;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.stereotype.Component;

/**
 * The token that Azure DevOps gives to a run for the asking: issuer {@code
 * https://vstoken.dev.azure.com/<organization id>}, audience fixed, claims {@code org_id}, {@code
 * prj_id}, {@code def_id}, {@code rpo_id}, {@code rpo_ref}, {@code jti}, valid for 5 to 10 minutes
 * (REST API "Oidctoken - Create"; sigstore/fulcio#1803 and gravitational/teleport RFD 211 show
 * tokens and discovery document).
 *
 * <p>The audience is the same for everybody whom such a token is meant for, so that organization,
 * project, pipeline and branch are what counts, and each token is taken once. A token of a service
 * connection has none of these claims, and is refused.
 */
@Component
@EnableConfigurationProperties(AzureDevOpsSettings.class)
class AzureDevOpsTokens implements TokenAuthenticator {
  static final String AUDIENCE = "api://AzureADTokenExchange";

  /** Unverified: that {@code rpo_ref} is {@code Build.SourceBranch} for pull requests, too. */
  private static final Pattern PULL_REQUEST = Pattern.compile("refs/pull/[0-9]{1,10}/merge");

  private record Pipeline(String name, String organization, AzureDevOpsSettings.Pipeline pins) {}

  /** A claim that must be the pinned one, and the setting that pins it. */
  private record Pin(
      String what, String claim, String setting, BiPredicate<Pipeline, String> allows) {}

  private static final List<Pin> PINS =
      List.of(
          new Pin(
              "organization",
              "org_id",
              "organization",
              (pipeline, id) -> pipeline.organization().equalsIgnoreCase(id)),
          new Pin(
              "project",
              "prj_id",
              "project",
              (pipeline, id) -> pipeline.pins().project().equalsIgnoreCase(id)),
          new Pin(
              "definition",
              "def_id",
              "definition",
              (pipeline, id) -> pipeline.pins().definition().contains(id)),
          new Pin(
              "repository",
              "rpo_id",
              "repository",
              (pipeline, id) ->
                  pipeline.pins().repository().map(id::equalsIgnoreCase).orElse(true)),
          new Pin(
              "branch",
              "rpo_ref",
              "branches",
              (pipeline, ref) ->
                  pipeline.pins().branches().contains(ref) || isCheckOf(pipeline, ref)));

  private final TrustedIssuers issuers;
  private final List<Pipeline> pipelines;
  private final UsedTokens used;

  AzureDevOpsTokens(AzureDevOpsSettings settings, UsedTokens used, Clock clock) {
    this.used = used;
    this.pipelines =
        settings.pipelines().entrySet().stream()
            .map(
                entry ->
                    new Pipeline(
                        entry.getKey(),
                        settings.organizationOf(entry.getValue()),
                        entry.getValue()))
            .toList();
    this.issuers =
        new TrustedIssuers(
            settings.organizations().stream()
                .map(settings::issuer)
                .map(
                    issuer ->
                        new TrustedIssuer(
                            issuer,
                            Set.of(AUDIENCE),
                            settings.longestLife(),
                            IssuerKeys.discovered(issuer, issuer),
                            clock)));
  }

  private static boolean isCheckOf(Pipeline pipeline, String ref) {
    return pipeline.pins().pullRequests() && PULL_REQUEST.matcher(ref).matches();
  }

  @Override
  public boolean knows(String issuer) {
    return issuers.know(issuer);
  }

  @Override
  public Authentication authenticate(String token) {
    var claims = issuers.verify(token);
    var pipeline = pinned(claims);
    used.use(claims.getIssuer(), claims, token);
    var roles =
        Claims.text(claims, "rpo_ref").filter(ref -> isCheckOf(pipeline, ref)).isPresent()
            ? Set.of(Roles.CHECKS)
            : pipeline.pins().roles();
    return UsernamePasswordAuthenticationToken.authenticated(
        pipeline.name(), "", AuthorityUtils.createAuthorityList(roles));
  }

  /** The pipeline that all claims fit; what is said of others is what their tokens say. */
  private Pipeline pinned(JWTClaimsSet claims) {
    var left = pipelines;
    for (var pin : PINS) {
      var value = Claims.text(claims, pin.claim());
      var fitting =
          left.stream()
              .filter(
                  pipeline -> value.filter(text -> pin.allows().test(pipeline, text)).isPresent())
              .toList();
      if (fitting.isEmpty()) {
        throw new TokenRefusedException(refusal(pin, value, claims, left));
      }
      left = fitting;
    }
    return left.get(0);
  }

  private static String refusal(
      Pin pin, Optional<String> value, JWTClaimsSet claims, List<Pipeline> candidates) {
    if (value.isEmpty()) {
      return "It names no %s (claim %s): only the token of a pipeline's run is taken, not that of a service connection."
          .formatted(pin.what(), pin.claim());
    }
    // its own name is said to a pipeline, the names of others are not
    var known = List.of("repository", "branch").contains(pin.what());
    var ofDefinition =
        Claims.text(claims, "def_id")
            .filter(id -> known)
            .map(id -> " of definition " + Claims.shown(id))
            .orElse("");
    return "%s %s%s is not allowed; set %s.%s.%s."
        .formatted(
            pin.what(),
            Claims.shown(value.get()),
            ofDefinition,
            AzureDevOpsSettings.SETTINGS,
            known ? candidates.get(0).name() : "<name>",
            pin.setting());
  }
}
