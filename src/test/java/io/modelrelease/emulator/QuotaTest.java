package io.modelrelease.emulator;

import static io.modelrelease.emulator.EndpointWorld.online;
import static io.modelrelease.emulator.EndpointWorld.onlineDeployment;
import static io.modelrelease.emulator.EndpointWorld.onlineEndpoint;
import static io.modelrelease.emulator.EndpointWorld.require;
import static io.modelrelease.emulator.RunningEmulator.DEV;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Cores can be used up, as a subscription's are. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class QuotaTest {
  private static final String REGION =
      "/subscriptions/00000000-0000-0000-0000-000000000000"
          + "/providers/Microsoft.MachineLearningServices/locations/westeurope";
  private static final String FAMILY = "standardDSv2Family";

  private RunningEmulator azure;
  private EndpointWorld endpoints;
  private String model;

  @BeforeAll
  void start(@TempDir Path home) {
    azure = RunningEmulator.start(home);
    endpoints = new EndpointWorld(azure);
    model = endpoints.register(TinyModel.trained(1));
  }

  @AfterAll
  void stop() {
    azure.close();
  }

  @Test
  void listsSizesWithTheirCoresAndFamily() {
    var sizes = require(azure.get(REGION + "/vmSizes"), 200).at("/value");

    var size = named(sizes, "/name", "Standard_DS3_v2");
    assertThat(size.path("vCPUs").asInt()).isEqualTo(4);
    assertThat(size.path("family").asText()).isEqualTo(FAMILY);
  }

  @Test
  void onlineDeploymentHoldsCoresWithAFifthMoreForUpgrades() {
    var endpoint = fresh();
    var before = used(FAMILY);

    require(deploy(endpoint, 1), 201);
    assertThat(used(FAMILY)).isEqualTo(before + 8); // 2 instances of 4 cores
    assertThat(used("TotalDedicatedCores")).isGreaterThanOrEqualTo(before + 8);

    require(azure.delete(online(endpoint) + "/deployments/blue"), 202);
    assertThat(used(FAMILY)).isEqualTo(before);
  }

  @Test
  void refusesTheDeploymentForWhichThereAreTooFewCores() {
    limit(FAMILY, used(FAMILY) + 6);

    var refused = deploy(fresh(), 1);

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.code()).isEqualTo("BadRequest");
    assertThat(refused.at("/error/details/0/code").asText())
        .isEqualTo("InferencingClientCreateDeploymentFailed");
    assertThat(refused.at("/error/details/0/message").asText())
        .contains("Not enough quota available for Standard_DS3_v2", "Additional needed: 8");
    noLimit();
    require(deploy(fresh(), 1), 201);
  }

  @Test
  void refusesToScaleBeyondTheQuotaButNotToScaleBack() {
    var endpoint = fresh();
    require(deploy(endpoint, 2), 201); // holds 3
    limit(FAMILY, used(FAMILY));
    var deployment = online(endpoint) + "/deployments/blue";

    assertThat(azure.call("PATCH", deployment, "{\"sku\": {\"capacity\": 3}}").status())
        .isEqualTo(400);
    require(azure.call("PATCH", deployment, "{\"sku\": {\"capacity\": 1}}"), 202);
    noLimit();
  }

  @Test
  void clusterOfWhichNotOneNodeFitsEndsFailed() {
    var put = azure.put(DEV + "/computes/gpu", cluster("Standard_NC6s_v3", 0));

    require(put, 201);
    var compute = azure.get(DEV + "/computes/gpu");
    assertThat(compute.at("/properties/provisioningState").asText()).isEqualTo("Failed");
    assertThat(compute.at("/properties/provisioningErrors/0/error/details/0/code").asText())
        .isEqualTo("ClusterMinNodesExceedCoreQuota");
    assertThat(endpoints.outcome(put).at("/error/message").asText())
        .contains("vCPU quota of 0", "maps to 6 vCPUs");
  }

  @Test
  void clusterHoldsTheCoresOfTheNodesThatItAlwaysHas() {
    require(azure.put(DEV + "/computes/standing", cluster("Standard_F4s_v2", 3)), 201);

    assertThat(used("standardFSv2Family")).isEqualTo(12);
    assertThat(azure.post(DEV + "/computes/standing/listNodes", "").at("/nodes")).hasSize(3);
  }

  @Test
  void jobThatNeedsMoreCoresThanTheQuotaEverHasEndsFailed() {
    var dev = new DevWorkspace(azure);
    require(azure.put(DEV + "/computes/small", cluster("Standard_E4s_v3", 0)), 201);
    limit("standardESv3Family", 6);
    dev.submit(
        "wide",
        "true",
        job -> {
          job.put("computeId", DEV + "/computes/small");
          job.withObject("/resources").put("instanceCount", 2);
        });
    noLimit();

    dev.awaitStatus("wide", "Failed");
    assertThat(dev.details("wide").text())
        .contains("JobNodeCountExceedsCoreQuota", "vCPU quota of 6", "maps to 8 vCPUs");
  }

  @Test
  void settingsLimitTheCores(@TempDir Path home) {
    var settings =
        new EmulatorSettings(
            home, "127.0.0.1", 0, Commands.ANY, Map.of(), java.util.List.of(), Map.of(FAMILY, 6));
    try (var small = RunningEmulator.start(settings)) {
      var usages = small.get(REGION + "/usages").at("/value");
      assertThat(named(usages, "/name/value", FAMILY).path("limit").asInt()).isEqualTo(6);
    }
  }

  private String fresh() {
    var endpoint = EndpointWorld.fresh("quota-");
    require(azure.put(online(endpoint), onlineEndpoint().toString()), 201);
    return endpoint;
  }

  private Reply deploy(String endpoint, int instances) {
    var body = onlineDeployment(model);
    body.withObject("/sku").put("capacity", instances);
    return azure.put(online(endpoint) + "/deployments/blue", body.toString());
  }

  private static String cluster(String size, int nodes) {
    return """
        {"location": "westeurope", "properties": {"computeType": "AmlCompute", "properties":
          {"vmSize": "%s", "scaleSettings": {"maxNodeCount": 4, "minNodeCount": %d}}}}\
        """
        .formatted(size, nodes);
  }

  private int used(String name) {
    var usages = require(azure.get(REGION + "/usages"), 200).at("/value");
    return named(usages, "/name/value", name).path("currentValue").asInt();
  }

  private static JsonNode named(JsonNode list, String pointer, String name) {
    return StreamSupport.stream(list.spliterator(), false)
        .filter(entry -> entry.at(pointer).asText().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private void limit(String name, int cores) {
    var body = "{\"%s\": %d}".formatted(name, cores);
    require(azure.send("POST", "/_emulator/quota", body, Map.of()), 204);
  }

  private void noLimit() {
    require(azure.send("DELETE", "/_emulator/quota", "", Map.of()), 204);
  }
}
