package io.modelrelease.azureml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AzureSettingsTest {
  private static final URI EMULATOR = URI.create("http://127.0.0.1:8081");

  @ParameterizedTest
  @CsvSource({
    "public, https://management.azure.com, https://login.microsoftonline.com/, https://ml.azure.com",
    "us-government, https://management.usgovcloudapi.net, https://login.microsoftonline.us/, https://ml.azure.us",
    "china, https://management.chinacloudapi.cn, https://login.chinacloudapi.cn/, https://ml.azure.cn"
  })
  void aCloudGivesItsAddressesAndAudiences(
      String key, String endpoint, String authority, String audience) {
    var cloud = Cloud.valueOf(key.toUpperCase(java.util.Locale.ROOT).replace('-', '_'));

    var addresses = addresses(Optional.of(cloud), Optional.empty(), Optional.empty());

    assertThat(addresses.endpoint()).hasToString(endpoint);
    assertThat(addresses.authority()).hasToString(authority);
    assertThat(addresses.cloud().managementAudience()).isEqualTo(endpoint);
    assertThat(addresses.cloud().mlAudience()).isEqualTo(audience);
  }

  @Test
  void anAddressOfACloudSaysWhichCloudItIs() {
    var endpoint = Optional.of(URI.create("https://management.usgovcloudapi.net"));

    assertThat(addresses(Optional.empty(), endpoint, Optional.empty()).cloud())
        .isEqualTo(Cloud.US_GOVERNMENT);
  }

  @Test
  void addressesOfTwoCloudsAreRefusedByName() {
    var endpoint = Optional.of(URI.create("https://management.azure.com"));

    assertThat(faults(Optional.of(Cloud.CHINA), endpoint, Optional.empty()))
        .singleElement()
        .asString()
        .contains("cloud is china")
        .contains("belongs to public");
  }

  @Test
  void aTokenGoesToNoAddressOutsideItsCloud() {
    var addresses = addresses(Optional.of(Cloud.PUBLIC), Optional.empty(), Optional.empty());

    assertThat(addresses.trusted(URI.create("https://westeurope.api.azureml.ms/history")))
        .isNotNull();
    assertThatThrownBy(() -> addresses.trusted(URI.create("https://azureml.ms.example.org/x")))
        .isInstanceOf(AzureException.class)
        .hasMessageContaining("no token was sent there");
  }

  @Test
  void whatIsWrongWithEnvironmentsIsSaidAllAtOnce() {
    var secret =
        new CredentialSettings(
            CredentialSettings.Kind.CLIENT_SECRET,
            Optional.of("tenant"),
            Optional.empty(),
            Optional.of("do-not-tell"),
            Optional.of("/nowhere.pem"),
            Optional.empty(),
            Optional.empty());
    var dev = new EnvironmentSettings("sub", "", "mlw", Optional.empty(), secret);
    var settings = settings(Optional.of(Cloud.PUBLIC), Optional.empty(), Optional.empty());
    var client = new JdkHttpClientBuilder().build();

    assertThatThrownBy(
            () -> new AzureMl(settings, Map.of(TargetEnvironment.DEV, dev), client, client))
        .hasMessageContainingAll(
            "environments.dev.resource-group is not set",
            "environments.dev.credential.client-id is not set; the kind client-secret needs it",
            "environments.dev.credential.certificate is set, and the kind client-secret does not",
            "environments.dev.credential.certificate is /nowhere.pem, which cannot be read",
            "environments.staging is not set",
            "environments.production is not set")
        .hasMessageNotContaining("do-not-tell");
    assertThat(secret.toString()).doesNotContain("do-not-tell");
  }

  @Test
  void aTokenOfAzureIsNotSentToAnEmulatorNorTheOtherWayRound() {
    var azures = CredentialSettings.of(CredentialSettings.Kind.AZURE_CLI);
    var emulators = CredentialSettings.of(CredentialSettings.Kind.EMULATOR);

    assertThat(
            checked(azures, addresses(Optional.empty(), Optional.of(EMULATOR), Optional.empty())))
        .singleElement()
        .asString()
        .contains("a token of Azure is not sent there");
    assertThat(
            checked(
                emulators,
                addresses(Optional.of(Cloud.PUBLIC), Optional.empty(), Optional.empty())))
        .singleElement()
        .asString()
        .contains("kind is emulator");
  }

  @Test
  void aWorkloadIdentityTakesWhatItsHostSays() {
    var identity = CredentialSettings.of(CredentialSettings.Kind.WORKLOAD_IDENTITY);
    var addresses = addresses(Optional.of(Cloud.PUBLIC), Optional.empty(), Optional.empty());
    var faults = new ArrayList<String>();

    identity.check(
        "c",
        addresses,
        Map.of("AZURE_TENANT_ID", "t", "AZURE_CLIENT_ID", "c", "AZURE_FEDERATED_TOKEN_FILE", "f"),
        faults);
    assertThat(faults).isEmpty();
    identity.check("c", addresses, Map.of("AZURE_TENANT_ID", "t"), faults);
    assertThat(faults)
        .hasSize(2)
        .allMatch(fault -> fault.contains("The variable AZURE_"))
        .anyMatch(fault -> fault.contains("c.token-file is not set"));
  }

  private static List<String> checked(CredentialSettings credential, Addresses addresses) {
    var faults = new ArrayList<String>();
    credential.check("modelrelease.environments.dev.credential", addresses, Map.of(), faults);
    return faults;
  }

  private static Addresses addresses(
      Optional<Cloud> cloud, Optional<URI> endpoint, Optional<URI> authority) {
    var faults = new ArrayList<String>();
    var addresses = Addresses.of(settings(cloud, endpoint, authority), faults);
    assertThat(faults).isEmpty();
    return addresses;
  }

  private static List<String> faults(
      Optional<Cloud> cloud, Optional<URI> endpoint, Optional<URI> authority) {
    var faults = new ArrayList<String>();
    Addresses.of(settings(cloud, endpoint, authority), faults);
    return faults;
  }

  private static AzureMlSettings settings(
      Optional<Cloud> cloud, Optional<URI> endpoint, Optional<URI> authority) {
    return new AzureMlSettings(
        cloud, endpoint, authority, "2025-12-01", Duration.ofSeconds(10), Duration.ofSeconds(5));
  }
}
