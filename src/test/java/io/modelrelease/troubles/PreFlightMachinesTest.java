package io.modelrelease.troubles;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrelease.release.preflight.Finding;
import org.junit.jupiter.api.Test;

/** Machines are there, and there are cores for all that a release needs at a time. */
class PreFlightMachinesTest extends PreFlights {
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
  void countsTheNodesThatAJobAsksFor() {
    azure.order("quota", "{\"standardFSv2Family\": 6}");

    assertThat(
            findings(
                PROJECT
                    .replacing("size: Standard_DS3_v2", "size: Standard_F4s_v2")
                    .replacing("instance_count: 1\nlimits", "instance_count: 2\nlimits")))
        .singleElement()
        .matches(Finding::refuses)
        .extracting(Finding::sentence)
        .asString()
        .contains("6 of 6 cores free", "needs 8 to train (2 x Standard_F4s_v2 in dev)");
  }

  @Test
  void findsAJobThatAsksForMoreNodesThanItsClusterMayHave() {
    assertThat(
            findings(
                PROJECT
                    .replacing("max_instances: 2", "max_instances: 1")
                    .replacing("instance_count: 1\nlimits", "instance_count: 2\nlimits")))
        .filteredOn(Finding::refuses)
        .extracting(Finding::sentence)
        .anyMatch(
            sentence ->
                sentence.startsWith("job.yml: It asks for 2 nodes of cluster before-take-off-cpu"));
  }

  @Test
  void countsCoresOfLowPriorityApart() {
    var cheap =
        PROJECT
            .replacing("size: Standard_DS3_v2", "size: Standard_F4s_v2")
            .replacing("tier: dedicated", "tier: low_priority");
    azure.order("quota", "{\"standardFSv2Family\": 0}");
    assertThat(findings(cheap)).isEmpty();

    azure.order("quota", "{\"TotalLowPriorityCores\": 3}");
    assertThat(findings(cheap))
        .singleElement()
        .matches(Finding::refuses)
        .extracting(Finding::sentence)
        .asString()
        .contains("LowPriority", "1 x Standard_F4s_v2 in");
  }
}
