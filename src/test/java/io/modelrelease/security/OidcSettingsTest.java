package io.modelrelease.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

class OidcSettingsTest {
  private static final String PREFIX = "modelrelease.security.oidc";

  static OidcSettings settings(Map<String, String> values) {
    var source = new MapConfigurationPropertySource();
    values.forEach((name, value) -> source.put(PREFIX + "." + name, value));
    return new Binder(source).bindOrCreate(PREFIX, OidcSettings.class);
  }

  private static OidcSettings withIssuer(String issuer) {
    return settings(
        Map.of(
            "issuer",
            issuer,
            "client-id",
            "c",
            "client-secret",
            "s",
            "groups.approvers",
            "0f1e2d3c-0000-0000-0000-000000000000"));
  }

  @Test
  void saysAtOnceAllThatIsMissing() {
    assertThatThrownBy(() -> settings(Map.of()).requireComplete())
        .hasMessageContainingAll("oidc.issuer", "client-id", "client-secret", "groups.approvers");
  }

  @Test
  void takesOnlyOurGroups() {
    assertThatThrownBy(
            () ->
                settings(Map.of("groups.svc-release-start", "x", "scopes", "email"))
                    .requireComplete())
        .hasMessageContainingAll("groups.svc-release-start is none of our groups", "needs openid");
  }

  @Test
  void groupsCanBeSetByVariablesOfTheEnvironmentWhoseNamesHaveNoDashes() {
    var environment = new StandardEnvironment();
    environment
        .getPropertySources()
        .replace(
            StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
            new SystemEnvironmentPropertySource(
                StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                Map.of(
                    "MODELRELEASE_SECURITY_OIDC_ISSUER", "https://login.example",
                    "MODELRELEASE_SECURITY_OIDC_CLIENTID", "c",
                    "MODELRELEASE_SECURITY_OIDC_CLIENTSECRET", "s",
                    "MODELRELEASE_SECURITY_OIDC_GROUPS_DATASCIENTISTS", "one,two",
                    "MODELRELEASE_SECURITY_OIDC_GROUPS_CAMUNDAADMIN", "three")));
    var bound = Binder.get(environment).bind(PREFIX, OidcSettings.class).get();
    bound.requireComplete();
    assertThat(bound.groups())
        .isEqualTo(
            Map.of(
                Roles.DATA_SCIENTISTS, Set.of("one", "two"),
                Roles.ADMIN, Set.of("three")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"https://login.microsoftonline.com/1f2e/v2.0", "http://localhost:8090/tenant"})
  void takesAnIssuerWhoseWordNobodyElseCanSpeak(String issuer) {
    assertThatCode(() -> withIssuer(issuer).requireComplete()).doesNotThrowAnyException();
  }

  @Test
  void takesNoIssuerOverPlainHttp() {
    assertThatThrownBy(() -> withIssuer("http://login.example/tenant").requireComplete())
        .hasMessageContaining("has to be https");
  }
}
