package io.modelrelease.azureml;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrelease.azureml.Names.EndpointKind;
import java.util.HashSet;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Names against the limits of Azure ML (contract, section 6). */
class NamesTest {
  private static final String ENDPOINT = "(?=.{3,32}$)[a-zA-Z]([-a-zA-Z0-9]*[a-zA-Z0-9])?";
  private static final String ASSET = "[a-zA-Z0-9][a-zA-Z0-9\\-_]{0,254}";
  private static final String GUID = "3F2a9c10-1111-2222-3333-444455556666";
  private static final String MODEL_CHARACTERS =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";

  @ParameterizedTest
  @CsvSource({
    "credit-risk, PRODUCTION, ONLINE, credit-risk-prod-online-3f2a9c",
    "credit-risk, STAGING, BATCH, credit-risk-stag-batch-3f2a9c",
    "ab, STAGING, ONLINE, ab-stag-online-3f2a9c",
    "thirteen-char, PRODUCTION, ONLINE, thirteen-char-prod-online-3f2a9c"
  })
  void namesAnEndpointAfterModelEnvironmentKindAndWorkspace(
      String model, TargetEnvironment environment, EndpointKind kind, String name) {
    assertThat(Names.endpoint(model, environment, kind, GUID)).isEqualTo(name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "concrete-strength",
        "a-model-with-a-name-that-is-longer-than-an-endpoint",
        "1st_model",
        "9",
        "_",
        "---",
        "a--b",
        "credit_risk",
        "Credit-Risk",
        "ends-with-dash-at-cut------x",
        "Kreditrisiko-für-Österreich",
        "信用",
        "x"
      })
  void keepsEndpointsWithinTheLimitsWhateverTheModelIsCalled(String model) {
    for (var environment : TargetEnvironment.values()) {
      for (var kind : EndpointKind.values()) {
        assertEndpoint(Names.endpoint(model, environment, kind, GUID));
      }
    }
  }

  @Test
  void keepsEndpointsWithinTheLimitsAndApartForRandomModels() {
    var random = new Random(7);
    var models = new HashSet<String>();
    var names = new HashSet<String>();
    while (models.size() < 2_000) {
      var model = new StringBuilder();
      model.append(MODEL_CHARACTERS.charAt(random.nextInt(62)));
      for (var rest = random.nextInt(127); rest > 0; rest--) {
        model.append(MODEL_CHARACTERS.charAt(random.nextInt(MODEL_CHARACTERS.length())));
      }
      models.add(model.toString());
      var name =
          Names.endpoint(model.toString(), TargetEnvironment.PRODUCTION, EndpointKind.ONLINE, GUID);
      assertEndpoint(name);
      names.add(name);
    }
    assertThat(names).hasSameSizeAs(models);
  }

  @Test
  void keepsModelsApartThatAnEndpointCannotWriteApart() {
    var names = new HashSet<String>();
    for (var model :
        new String[] {
          "credit-risk",
          "credit_risk",
          "Credit-Risk",
          "credit--risk",
          "concrete-strength",
          "concrete-strain",
          "concrete-strength-2"
        }) {
      names.add(
          Names.endpoint(model, TargetEnvironment.STAGING, EndpointKind.BATCH, GUID)
              .toLowerCase(java.util.Locale.ROOT));
    }
    assertThat(names).hasSize(7);
  }

  private static void assertEndpoint(String name) {
    assertThat(name).matches(ENDPOINT).doesNotContain("--");
  }

  @ParameterizedTest
  @CsvSource({
    "1, v001",
    "7, v007",
    "42, v042",
    "999, v999",
    "1000, v1000",
    "2147483647, v2147483647"
  })
  void namesADeploymentAfterItsVersion(int version, String name) {
    assertThat(Names.deployment(version)).isEqualTo(name).matches(ENDPOINT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"credit-risk-7-ab12cd", "a b/c:d", "ü", "1"})
  void keepsJobsAndExperimentsWithinTheLimits(String release) {
    assertThat(Names.job("r" + release, "train", 1)).matches(ASSET);
    assertThat(Names.experiment("r" + release, "batch-staging", 2)).matches(ASSET);
  }

  @Test
  void namesAJobAfterReleaseStepAndRound() {
    assertThat(Names.job("credit-risk-7-ab12cd", "train", 2))
        .isEqualTo("credit-risk-7-ab12cd-train-2");
  }

  @Test
  void keepsRoundsApartEvenWhereNamesAreCut() {
    var release = "r".repeat(400);
    var names = new HashSet<String>();
    for (var round = 1; round <= 50; round++) {
      var name = Names.job(release, "train", round);
      assertThat(name).matches(ASSET);
      names.add(name);
    }
    assertThat(names).hasSize(50);
  }
}
