package io.modelrelease.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.modelrelease.ModelReleaseApplication;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.DefaultBootstrapContext;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.logging.DeferredLogs;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.DefaultResourceLoader;

/** With the settings that the files of the jar give, and those of an operator. */
@ExtendWith(OutputCaptureExtension.class)
class ProductionGuardTest {
  private static final String PROFILES = "production,azure,oidc";
  private static final String KEY = "c3Vubnkgc2hvcmVzIG9mIHRoZSBub3J0aCBzZWEgITI=";
  private static final String HASH = "9".repeat(64);

  /** What an operator has to set, and no more. */
  private static Map<String, Object> right() {
    var settings = new HashMap<String, Object>();
    settings.put("modelrelease.public-url", "https://release.example.org");
    settings.put("spring.datasource.url", "jdbc:postgresql://db.example.org/release");
    settings.put("spring.datasource.username", "release");
    settings.put("spring.datasource.password", "correct-horse");
    settings.put("modelrelease.security.oidc.issuer", "https://login.example.org/tenant/v2.0");
    settings.put("modelrelease.security.oidc.client-id", "model-release");
    settings.put("modelrelease.security.oidc.client-secret", "battery-staple");
    settings.put("modelrelease.security.oidc.groups.approvers", "ml-approvers");
    settings.put("modelrelease.security.tokens.ci.sha256", HASH);
    settings.put("modelrelease.devops.organizations[0]", "https://dev.azure.com/contoso/");
    settings.put("modelrelease.devops.encryption-key", KEY);
    for (var environment : List.of("dev", "staging", "production")) {
      var prefix = "modelrelease.environments.%s.".formatted(environment);
      settings.put(prefix + "subscription", "11111111-2222-3333-4444-555555555555");
      settings.put(prefix + "resource-group", "rg-models");
      settings.put(prefix + "workspace", "mlw-" + environment);
      settings.put(prefix + "registry", "mlr-" + environment);
      settings.put(prefix + "credential.kind", "managed-identity");
    }
    return settings;
  }

  private static void start(String profiles, Map<String, Object> settings) {
    var environment = new StandardEnvironment();
    var given = new HashMap<>(settings);
    given.put("spring.profiles.active", profiles);
    // nothing of this machine's own environment
    environment.getPropertySources().remove("systemEnvironment");
    environment.getPropertySources().addFirst(new MapPropertySource("operator", given));
    ConfigurationPropertySources.attach(environment);
    ConfigDataEnvironmentPostProcessor.applyTo(
        environment, new DefaultResourceLoader(), new DefaultBootstrapContext());
    var logs = new DeferredLogs();
    new ProductionGuard(logs).postProcessEnvironment(environment, new SpringApplication());
    logs.switchOverAll();
  }

  @Test
  void startsWithWhatAnOperatorHasToSet() {
    assertThatCode(() -> start(PROFILES, right())).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      textBlock =
          """
          modelrelease.security.default-accounts             | true                           | false
          modelrelease.security.oidc.issuer                  | -                              | https://login.microsoftonline.com
          modelrelease.security.oidc.issuer                  | http://login.example.org       | over https
          modelrelease.security.oidc.client-id               | -                              | registration
          modelrelease.security.oidc.client-secret           | -                              | MODELRELEASE_SECURITY_OIDC_CLIENTSECRET
          modelrelease.security.oidc.client-secret           | {noop}battery-staple           | a real one
          modelrelease.security.oidc.client-secret           | changeme                       | a real one
          modelrelease.security.oidc.client-secret           | ${NOT_THERE}                   | a real one
          modelrelease.security.oidc.groups.approvers        | -                              | groups
          modelrelease.security.tokens.ci.token              | battery-staple                 | sha256sum
          modelrelease.security.tokens.ci.sha256             | battery-staple                 | 64 hex digits
          modelrelease.security.entra.authority              | http://login.example.org       | https
          modelrelease.security.azure-devops.base-address    | http://vstoken.example.org     | https
          spring.datasource.url                              | -                              | jdbc:postgresql://HOST/DATABASE
          spring.datasource.url                              | jdbc:h2:mem:release            | H2
          spring.datasource.username                         | -                              | sa is H2's
          spring.datasource.password                         | -                              | SPRING_DATASOURCE_PASSWORD
          spring.datasource.password                         | ''                             | SPRING_DATASOURCE_PASSWORD
          spring.h2.console.enabled                          | true                           | second door
          modelrelease.emulator.embedded                     | true                           | emulator
          modelrelease.emulator.commands                     | any                            | any command
          modelrelease.demo                                  | true                           | sample model
          modelrelease.azureml.endpoint                      | http://127.0.0.1:8081          | emulator
          modelrelease.azureml.endpoint                      | http://management.azure.com    | none of Azure's
          modelrelease.azureml.authority                     | http://login.example.org       | https
          modelrelease.environments.dev.credential.kind      | emulator                       | managed-identity
          modelrelease.environments.staging.registry         | -                              | registry
          modelrelease.environments.production.subscription  | 00000000-0000-0000-0000-000000000000 | subscription
          modelrelease.devops.encryption-key                 | -                              | openssl rand -base64 32
          modelrelease.devops.encryption-key                 | c2hvcnQ=                       | 32 bytes
          modelrelease.devops.encryption-key                 | AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA= | 32 bytes
          modelrelease.devops.organizations[0]               | http://devops.example.org      | run tokens
          modelrelease.devops.credential.kind                | emulator                       | managed-identity
          modelrelease.public-url                            | -                              | https
          modelrelease.public-url                            | http://release.example.org     | https
          modelrelease.public-url                            | https://127.0.0.1:8443         | that they reach
          server.forward-headers-strategy                    | none                           | server.ssl.bundle
          server.servlet.session.cookie.secure               | false                          | plain http
          server.servlet.session.cookie.http-only            | false                          | scripts
          server.servlet.session.cookie.same-site            | none                           | other sites
          management.endpoints.web.exposure.include          | *                              | health,info,prometheus
          management.endpoints.web.exposure.include          | health, heapdump               | memory
          management.endpoints.web.exposure.include[1]       | env                            | memory
          camunda.bpm.authorization.enabled                  | false                          | engine
          server.error.include-stacktrace                    | always                         | errors
          """)
  void refusesOneSettingThatIsMissingOrUnsafe(String setting, String value, String word) {
    var settings = right();
    settings.remove(setting);
    if (value != null) {
      settings.put(setting, value);
    }
    assertThatThrownBy(() -> start(PROFILES, settings))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("The profile production does not start")
        .hasMessageContaining(prefix(setting))
        .hasMessageContaining(word)
        .satisfies(refused -> assertThat(refused.getMessage().lines()).hasSize(2))
        .satisfies(refused -> assertThat(refused.getMessage()).doesNotContain("battery-staple"));
  }

  /** As the line names it: a group of settings by what they have in common. */
  private static String prefix(String setting) {
    return setting.startsWith("modelrelease.environments.")
        ? setting.substring(0, setting.indexOf('.', "modelrelease.environments.".length()))
        : setting.replace(".approvers", "");
  }

  @Test
  void theTokenOfTheDefaultProfileIsNoSecret() throws NoSuchAlgorithmException {
    var settings = right();
    settings.put("modelrelease.security.tokens.ci.sha256", sha256("local-pipeline"));
    assertThatThrownBy(() -> start(PROFILES, settings))
        .hasMessageContaining("tokens.ci.sha256: it is the one of the default profile");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          production,azure | nobody can log in
          production,oidc  | bake for seconds
          """)
  void aProfileThatLacksIsSaid(String profiles, String word) {
    assertThatThrownBy(() -> start(profiles, right()))
        .hasMessageContaining("spring.profiles.active is " + profiles)
        .hasMessageContaining(word);
  }

  @Test
  void allThatIsWrongIsSaidAtOnceWithoutASecret() {
    var settings =
        Map.<String, Object>of(
            "modelrelease.security.default-accounts", "true",
            "modelrelease.security.tokens.ci.token", "battery-staple",
            "spring.datasource.url",
                "jdbc:h2:tcp://sa:battery-staple@db/release;PASSWORD=battery-staple",
            "modelrelease.devops.organizations", "https://dev.azure.com/contoso/",
            "modelrelease.emulator.commands", "any",
            "server.forward-headers-strategy", "none",
            "server.servlet.session.cookie.secure", "false");
    var refused = catchThrowable(() -> start("production", settings));
    assertThat(refused)
        .hasMessageContaining("default-accounts")
        .hasMessageContaining("Add oidc.")
        .hasMessageContaining("modelrelease.security.oidc.issuer is not set")
        .hasMessageContaining("modelrelease.security.oidc.client-secret is not set")
        .hasMessageContaining("modelrelease.security.tokens.ci.token")
        .hasMessageContaining("spring.datasource.url is jdbc:h2:tcp://db/release: ")
        .hasMessageContaining("spring.datasource.password is not set")
        .hasMessageContaining("modelrelease.emulator.embedded is not set")
        .hasMessageContaining("modelrelease.emulator.commands is any")
        .hasMessageContaining("modelrelease.environments.production.*")
        .hasMessageContaining("modelrelease.devops.encryption-key is not set")
        .hasMessageContaining("modelrelease.public-url is not set")
        .hasMessageContaining("server.forward-headers-strategy is none")
        .hasMessageContaining("server.servlet.session.cookie.secure is false");
    assertThat(refused.getMessage()).doesNotContain("battery-staple");
    assertThat(refused.getMessage().lines().count() - 1)
        .isEqualTo(
            Integer.parseInt(refused.getMessage().replaceAll("(?s).*?with (\\d+) .*", "$1")));
  }

  @Test
  void ownCertificateStandsForAProxy() {
    var settings = right();
    settings.put("server.forward-headers-strategy", "none");
    settings.put("server.ssl.bundle", "web");
    assertThatCode(() -> start(PROFILES, settings)).doesNotThrowAnyException();
  }

  @Test
  void whatIsAllowedAndUnusualIsSaid(CapturedOutput output) {
    var settings = right();
    settings.remove("modelrelease.security.tokens.ci.sha256");
    settings.put("modelrelease.engine-rest.enabled", "true");
    start(PROFILES, settings);
    assertThat(output.toString())
        .contains("modelrelease.engine-rest.enabled is true", "no pipeline can start a release");
  }

  @Test
  void otherProfilesAreNotLookedAt() {
    var unsafe = Map.<String, Object>of("modelrelease.security.default-accounts", "true");
    assertThatCode(() -> start("default", unsafe)).doesNotThrowAnyException();
  }

  @Test
  void theApplicationItselfSaysItAndDoesNotStart(CapturedOutput output) {
    var refused =
        catchThrowable(
            () ->
                SpringApplication.run(
                    ModelReleaseApplication.class, "--spring.profiles.active=production"));
    assertThat(refused).isInstanceOf(IllegalStateException.class);
    assertThat(output.toString())
        .contains("APPLICATION FAILED TO START", "The profile production does not start with")
        .contains("- spring.datasource.url is jdbc:h2:file:")
        .doesNotContain("at io.modelrelease");
  }

  private static String sha256(String text) throws NoSuchAlgorithmException {
    return HexFormat.of()
        .formatHex(
            MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
  }
}
