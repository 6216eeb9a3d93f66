package io.modelrelease.troubles;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrelease.WholeApplication;
import io.modelrelease.project.ArchiveLimits;
import io.modelrelease.project.ModelProject;
import io.modelrelease.project.ProjectFiles;
import io.modelrelease.release.preflight.Finding;
import io.modelrelease.release.preflight.PreFlight;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.Environment;

/** What would fail after an hour of training is found before it begins. */
class PreFlightTest extends WholeApplication {
  private static final Duration LONGEST = Duration.ofSeconds(10);
  private static final Project PROJECT = Project.named("before-take-off");

  @Autowired private PreFlight preFlight;
  @Autowired private Environment environment;
  private EmulatorSeen azure;

  @BeforeEach
  void lookAtAzure() {
    azure = new EmulatorSeen(URI.create(environment.getProperty("modelrelease.azureml.endpoint")));
  }

  @AfterEach
  void asBefore() {
    azure.noFaults();
    List.of("quota", "rights").forEach(azure::noOrder);
  }

  @Test
  void findsNothingWhereAllIsWellAndIsQuick() {
    var began = System.nanoTime();
    assertThat(findings(PROJECT)).isEmpty();
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(LONGEST);
  }

  @Test
  void findsAVmSizeThatTheRegionLacksAndNamesOthers() {
    assertThat(
            findings(
                PROJECT.replacing(
                    "instance_type: Standard_DS2_v2", "instance_type: Standard_DS2_v9")))
        .hasSize(2)
        .allMatch(Finding::refuses)
        .extracting(Finding::sentence)
        .anyMatch(
            sentence ->
                sentence.startsWith(
                        "online-deployment.yml: The region of staging has no VM size Standard_DS2_v9.")
                    && sentence.contains("Standard_DS3_v2"));
  }

  @Test
  void findsAQuotaThatDoesNotHoldOldAndNewTogether() {
    azure.order("quota", "{\"standardDSv2Family\": 6}");

    assertThat(findings(PROJECT.replacing("instance_count: 1", "instance_count: 2")))
        .filteredOn(Finding::refuses)
        .singleElement()
        .extracting(Finding::sentence)
        .asString()
        .contains("this release needs")
        .contains("2 x Standard_DS2_v2 in staging, 2 x Standard_DS2_v2 in production")
        .contains("ask for quota");
  }

  @Test
  void findsARegistryThatTheIdentityMayNotRead() {
    azure.fault(
        """
        {"method": "GET", "path": ".*registries/mlr-production.*", "times": 20,
         "fault": "status", "status": 403,
         "body": {"error": {"code": "AuthorizationFailed", "message": "no right to read"}}}""");

    assertThat(findings(PROJECT))
        .filteredOn(Finding::refuses)
        .isNotEmpty()
        .allMatch(finding -> finding.sentence().contains("AuthorizationFailed"))
        .anyMatch(finding -> finding.where().equals("production"));
  }

  /** An identity has roles on its workspace; sizes and quota stand at the subscription. */
  @Test
  void refusesNothingBecauseTheIdentityMayNotSeeTheSubscriptionsQuota() {
    azure.fault(
        """
        {"method": "GET", "path": "/subscriptions/[^/]+/providers/.*/locations/.*", "times": 20,
         "fault": "status", "status": 403,
         "body": {"error": {"code": "AuthorizationFailed", "message": "no right to read"}}}""");

    assertThat(findings(PROJECT))
        .singleElement()
        .satisfies(finding -> assertThat(finding.refuses()).isFalse())
        .extracting(Finding::sentence)
        .asString()
        .contains("AuthorizationFailed")
        .contains("Reader on the subscription");
  }

  @Test
  void findsAnEndpointNameThatIsTakenInAnotherWorkspace() {
    azure.put(
        "mlw-dev",
        "/onlineEndpoints/taken-before-take-off",
        EmulatorSeen.parse(
            """
            {"location": "westeurope", "identity": {"type": "SystemAssigned"},
             "properties": {"authMode": "Key"}}"""));

    assertThat(
            findings(
                PROJECT.replacing(
                    "task: binary",
                    "names: {production: {online: taken-before-take-off}}\ntask: binary")))
        .singleElement()
        .satisfies(finding -> assertThat(finding.refuses()).isTrue())
        .extracting(Finding::sentence)
        .asString()
        .contains("taken-before-take-off")
        .contains("is taken in workspace mlw-dev")
        .contains("names in model.yml");
  }

  @Test
  void findsWhatAFileNamesAndNobodyHas() {
    assertThat(
            findings(
                PROJECT
                    .replacing(
                        "environment: azureml:trainer@latest", "environment: azureml:trainr:7")
                    .replacing("azureml:before-take-off-cpu", "azureml:gone-cpu")))
        .filteredOn(Finding::refuses)
        .extracting(Finding::sentence)
        .anyMatch(sentence -> sentence.contains("no trainr in environments, version 7"))
        .anyMatch(sentence -> sentence.contains("no gone-cpu in computes"));
  }

  private List<Finding> findings(Project project) {
    var files =
        ProjectFiles.ofArchive(new ByteArrayInputStream(project.archive()), ArchiveLimits.NONE);
    return preFlight.check(ModelProject.read(files), Optional.of("1"));
  }
}
