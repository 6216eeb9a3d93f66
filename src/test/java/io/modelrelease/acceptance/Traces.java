package io.modelrelease.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import java.util.TreeMap;

/**
 * What releases have to leave behind, whatever they went through: everything once, nothing open.
 */
final class Traces {
  private static final double SAME = 1e-6;

  private Traces() {}

  /** The dossier of a completed release is whole. */
  static void demandWholeDossier(JsonNode dossier, String version) {
    assertThat(dossier.path("end").path("outcome").asText()).isEqualTo("completed");
    assertThat(dossier.path("end").has("liveAt")).as("liveAt").isTrue();
    assertThat(dossier.path("candidate").path("digest").asText()).hasSize(64);
    assertThat(dossier.path("candidate").path("fingerprintRows").asInt()).isEqualTo(100);
    assertThat(dossier.path("evaluation")).as("evaluation").isNotEmpty();
    assertThat(dossier.path("qualityGate")).as("quality gate").isNotEmpty();
    assertThat(dossier.path("stagingGate")).as("staging gate").isNotEmpty();
    assertThat(dossier.path("approvals")).as("approvals").hasSize(1);
    for (var measured :
        Map.of(
                "stagingTests/online_fingerprint_difference", "staging online",
                "stagingTests/batch_fingerprint_difference", "staging batch",
                "production/deployment_fingerprint_difference", "new deployment",
                "production/batch_fingerprint_difference", "production batch",
                "production/live_fingerprint_difference", "production live")
            .entrySet()) {
      assertThat(dossier.at("/" + measured.getKey()).asDouble(9))
          .as(measured.getValue())
          .isLessThanOrEqualTo(SAME);
    }
    assertThat(dossier.path("endpoints")).as("endpoints").hasSize(2);
    dossier
        .path("endpoints")
        .forEach(
            endpoint ->
                assertThat(endpoint.path("wrote").toString()).as("%s", endpoint).contains(version));
    assertThat(dossier.path("operations")).as("operations").isNotEmpty();
    dossier
        .path("operations")
        .forEach(
            operation -> {
              assertThat(operation.path("state").asText())
                  .as("%s", operation)
                  .isEqualTo("succeeded");
              assertThat(operation.path("round").asInt()).as("%s", operation).isEqualTo(1);
              assertThat(operation.has("endedAt")).as("%s", operation).isTrue();
            });
  }

  /** All of production is the version's. */
  static void demandProduction(Emulated azure, String model, String version) {
    assertThat(
            azure
                .onlineEndpoint("mlw-production", model)
                .path("properties")
                .path("traffic")
                .toString())
        .isEqualTo("{\"%s\":100}".formatted(version));
    assertThat(
            azure
                .batchEndpoint("mlw-production", model)
                .at("/properties/defaults/deploymentName")
                .asText())
        .isEqualTo(version);
  }

  /**
   * What came into being, and how often. The invocation of a batch endpoint is left out: a POST
   * that has no name of ours, whose repeat may double it.
   */
  static Map<String, Integer> created(Emulated azure) {
    return azure.created(line -> !line.path("path").asText().startsWith("/batch/"));
  }

  /** The same, by kinds of resources, to compare one course of releases with another. */
  static Map<String, Integer> kinds(Map<String, Integer> created) {
    var kinds = new TreeMap<String, Integer>();
    created.forEach((path, times) -> kinds.merge(Moments.kind(path), times, Integer::sum));
    return kinds;
  }

  /**
   * Nothing is left in the engine and no lock in the ledger; asked when the application is closed.
   */
  static void demandNothingLeft(Path home) {
    var left = new TreeMap<String, Long>();
    try (var database =
        DriverManager.getConnection("jdbc:h2:file:" + home.resolve("ledger"), "sa", "")) {
      for (var query :
          Map.of(
                  "locks of endpoints", "mr_endpoint_lock",
                  "jobs", "act_ru_job where handler_type_ <> 'history-cleanup'",
                  "incidents", "act_ru_incident",
                  "executions", "act_ru_execution",
                  "tasks", "act_ru_task",
                  "waits", "act_ru_event_subscr where execution_id_ is not null",
                  "operations without end", "mr_operation where ended_at is null",
                  "releases without end", "mr_release where ended_at is null")
              .entrySet()) {
        try (var rows =
            database.createStatement().executeQuery("select count(*) from " + query.getValue())) {
          rows.next();
          left.put(query.getKey(), rows.getLong(1));
        }
      }
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
    assertThat(left).allSatisfy((what, count) -> assertThat(count).as(what).isZero());
  }
}
