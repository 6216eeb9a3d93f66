package io.modelrelease.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jwt.JWTClaimsSet;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;

/** Entra ID's access tokens, version 1 and 2: applications are pipelines, people are people. */
class EntraTokensTest {
  private static final String TENANT = "aaaaaaaa-0000-1111-2222-bbbbbbbbbbbb";
  private static final String APPLICATION = "00001111-aaaa-2222-bbbb-3333cccc4444";
  private static final String OURS = "11112222-bbbb-3333-cccc-4444dddd5555";
  private static final String V1 = "https://sts.windows.net/" + TENANT + "/";

  private final SigningIssuer provider = new SigningIssuer();
  private final String v2 = provider.address() + "/" + TENANT + "/v2.0";
  private EntraTokens tokens;

  @BeforeEach
  void publish() {
    provider.publish("/" + TENANT, V1);
    provider.publish("/" + TENANT + "/v2.0", v2);
    tokens = tokens();
  }

  @AfterEach
  void stop() {
    provider.close();
  }

  private EntraTokens tokens() {
    var people = new StaticListableBeanFactory();
    PeopleOfTokens known =
        claims ->
            UsernamePasswordAuthenticationToken.authenticated(
                Claims.text(claims, "oid").orElseThrow(), "", List.of());
    people.addBean("people", known);
    return new EntraTokens(
        settings(Map.of("training", new EntraSettings.Pipeline(APPLICATION, Set.of("pipelines")))),
        people.getBeanProvider(PeopleOfTokens.class),
        Clock.systemUTC());
  }

  private EntraSettings settings(Map<String, EntraSettings.Pipeline> pipelines) {
    return new EntraSettings(
        Optional.of(TENANT),
        Set.of("api://model-release", OURS),
        URI.create(provider.address()),
        URI.create("https://sts.windows.net"),
        "user_impersonation",
        Duration.ofHours(25),
        pipelines);
  }

  private JWTClaimsSet.Builder version1() {
    return claims().issuer(V1).audience("api://model-release").claim("appid", APPLICATION);
  }

  private JWTClaimsSet.Builder version2() {
    return claims().issuer(v2).audience(OURS).claim("azp", APPLICATION);
  }

  private static JWTClaimsSet.Builder claims() {
    var now = Instant.now();
    return new JWTClaimsSet.Builder()
        .subject("s")
        .claim("tid", TENANT)
        .claim("oid", "person-1")
        .issueTime(Date.from(now))
        .notBeforeTime(Date.from(now))
        .expirationTime(Date.from(now.plusSeconds(3600)));
  }

  private Authentication caller(JWTClaimsSet.Builder claims) {
    return tokens.authenticate(provider.sign(claims.build()));
  }

  @Test
  void anApplicationIsThePipelineThatTheSettingsName() {
    for (var claims : List.of(version1(), version2())) {
      var caller = caller(claims);
      assertThat(caller.getName()).isEqualTo("training");
      assertThat(caller.getAuthorities())
          .extracting(GrantedAuthority::getAuthority)
          .containsExactly("pipelines");
    }
  }

  @Test
  void noRoleThatATokenClaimsMakesAnApplicationAnApprover() {
    var caller = caller(version2().claim("roles", List.of("approvers", "camunda-admin")));
    assertThat(caller.getAuthorities())
        .extracting(GrantedAuthority::getAuthority)
        .containsExactly("pipelines");
    assertThatThrownBy(
            () -> caller(version2().claim("azp", OURS).claim("roles", List.of("approvers"))))
        .isInstanceOf(TokenRefusedException.class)
        .hasMessageContaining(
            "application %s is not allowed; set modelrelease.security.entra.pipelines.<name>.application"
                .formatted(OURS));
    var pretended = version2().claim("azp", OURS).claim("scp", "user_impersonation");
    assertThatThrownBy(() -> caller(pretended.claim("idtyp", "app")))
        .isInstanceOf(TokenRefusedException.class);
  }

  @Test
  void aTokenWithAScopeStandsForAPersonWhateverApplicationAskedForIt() {
    assertThat(caller(version1().claim("scp", "openid user_impersonation")).getName())
        .isEqualTo("person-1");
    assertThatThrownBy(() -> caller(version2().claim("scp", "User.Read")))
        .isInstanceOf(TokenRefusedException.class)
        .hasMessageContaining("Its scope is User.Read; expected user_impersonation");
  }

  @Test
  void otherAudiencesAndTenantsAreRefused() {
    List<UnaryOperator<JWTClaimsSet.Builder>> wrong =
        List.of(
            token -> token.audience("https://management.azure.com"),
            token -> token.audience(List.of()),
            token -> token.issuer(V1.replace("aaaaaaaa", "cccccccc")),
            token -> token.issuer(v2 + "/"));
    for (var change : wrong) {
      assertThatThrownBy(() -> caller(change.apply(version1())))
          .isInstanceOf(TokenRefusedException.class);
    }
    assertThat(tokens.knows(V1)).isTrue();
    assertThat(tokens.knows(v2)).isTrue();
    assertThat(tokens.knows("https://login.microsoftonline.com/" + TENANT + "/v2.0")).isFalse();
  }

  @Test
  void settingsThatCannotBeMeantAreRefusedAtTheStart() {
    assertThatThrownBy(
            () -> settings(Map.of("x", new EntraSettings.Pipeline("app", Set.of("pipelines")))))
        .hasMessageContaining("modelrelease.security.entra.pipelines.x.application");
    assertThatThrownBy(
            () ->
                settings(Map.of("x", new EntraSettings.Pipeline(APPLICATION, Set.of("approvers")))))
        .hasMessageContaining("modelrelease.security.entra.pipelines.x.roles is [approvers]");
  }
}
