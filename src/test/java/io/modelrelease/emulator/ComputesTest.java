package io.modelrelease.emulator;

import static io.modelrelease.emulator.RunningEmulator.DEV;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Long-running operations, told at computes. */
class ComputesTest {
  private static final String CLUSTER =
      "{\"location\": \"westeurope\", \"properties\": {\"computeType\": \"AmlCompute\", \"properties\": {\"vmSize\": \"STANDARD_DS3_V2\","
          + " \"scaleSettings\": {\"maxNodeCount\": 2}}}}";

  @TempDir static Path home;
  private static RunningEmulator azure;

  @BeforeAll
  static void start() {
    azure = RunningEmulator.start(home, Commands.ANY, Duration.ofMinutes(10));
  }

  @AfterAll
  static void stop() {
    azure.close();
  }

  @Test
  void createsAClusterInItsTime() {
    var created = azure.put(DEV + "/computes/slow", CLUSTER);
    assertThat(created.status()).isEqualTo(201);
    assertThat(created.at("/properties/provisioningState").asText()).isEqualTo("Creating");
    var operation = created.header("Azure-AsyncOperation").orElseThrow();
    assertThat(created.header("x-ms-async-operation-timeout")).isPresent();
    assertThat(azure.get(operation).at("/status").asText()).isEqualTo("InProgress");
    assertThat(azure.put(DEV + "/computes/slow", CLUSTER).status()).isEqualTo(409);
    azure.advanceClock("PT11M");
    assertThat(azure.get(operation).at("/status").asText()).isEqualTo("Succeeded");
    assertThat(azure.get(DEV + "/computes/slow").at("/properties/provisioningState").asText())
        .isEqualTo("Succeeded");
    var again = azure.put(DEV + "/computes/slow", CLUSTER);
    assertThat(again.status()).isEqualTo(200);
    assertThat(again.at("/properties/provisioningState").asText()).isEqualTo("Updating");
  }

  @Test
  void endsAnOperationWithTheErrorThatWasOrdered() {
    azure.fault(
        "{\"method\": \"PUT\", \"path\": \"/computes/poor\", \"fault\": \"fail\", \"error\": {\"code\": \"QuotaExceeded\", \"message\": \"6 cores are free.\"}}");
    var created = azure.put(DEV + "/computes/poor", CLUSTER);
    assertThat(created.status()).isEqualTo(201);
    azure.advanceClock("PT11M");
    var operation = azure.get(created.header("Azure-AsyncOperation").orElseThrow());
    assertThat(operation.status()).isEqualTo(200);
    assertThat(operation.at("/status").asText()).isEqualTo("Failed");
    assertThat(operation.at("/error/code").asText()).isEqualTo("QuotaExceeded");
    assertThat(azure.get(DEV + "/computes/poor").at("/properties/provisioningState").asText())
        .isEqualTo("Failed");
  }

  @Test
  void neverEndsAnOperationThatWasOrderedToBeStuck() {
    azure.fault("{\"path\": \"/computes/stuck\", \"fault\": \"stuck\"}");
    var created = azure.put(DEV + "/computes/stuck", CLUSTER);
    azure.advanceClock("P7D");
    assertThat(
            azure.get(created.header("Azure-AsyncOperation").orElseThrow()).at("/status").asText())
        .isEqualTo("InProgress");
  }

  @Test
  void refusesWhatAzureRefuses() {
    assertThat(azure.put(DEV + "/computes/x1", CLUSTER.replace("westeurope", "")).code())
        .isEqualTo("LocationRequired");
    assertThat(azure.put(DEV + "/computes/x1", CLUSTER.replace("maxNodeCount", "max")).status())
        .isEqualTo(400);
    assertThat(azure.put(DEV + "/computes/1", CLUSTER).status()).isEqualTo(400);
    assertThat(azure.put(DEV + "/computes/x1", "{\"location\": \"westeurope\"}").status())
        .isEqualTo(400);
  }

  @Test
  void deletesAndForgets() {
    azure.put(DEV + "/computes/gone", CLUSTER);
    assertThat(azure.delete(DEV + "/computes/gone").status()).isEqualTo(400);
    var deleted = azure.delete(DEV + "/computes/gone?underlyingResourceAction=Delete");
    assertThat(deleted.status()).isEqualTo(202);
    assertThat(azure.get(deleted.header("Location").orElseThrow()).status()).isEqualTo(202);
    azure.advanceClock("PT11M");
    assertThat(azure.get(deleted.header("Location").orElseThrow()).status()).isIn(200, 204);
    assertThat(azure.get(DEV + "/computes/gone").status()).isEqualTo(404);
    assertThat(azure.delete(DEV + "/computes/gone?underlyingResourceAction=Delete").status())
        .isEqualTo(204);
  }
}
