package io.modelrelease.ledger;

import static io.modelrelease.ledger.Rows.integer;
import static io.modelrelease.ledger.Rows.number;
import static io.modelrelease.ledger.Rows.orNull;
import static io.modelrelease.ledger.Rows.text;
import static io.modelrelease.ledger.Rows.time;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** What was measured, what the gates said of it, and what happened when. */
@Repository
public class Evidence {
  /** Metrics of the evaluation: {@code auc}, {@code champion.auc}. */
  public static final String EVALUATION = "evaluation";

  /** What the staging tests measured. */
  public static final String STAGING = "staging";

  /** What production's verification measured. */
  public static final String PRODUCTION = "production";

  private final JdbcClient jdbc;
  private final Clock clock;

  Evidence(JdbcClient jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /** One thing that happened. */
  public record Event(Instant at, String who, String what) {}

  /** Keeps measurements; a step that runs again replaces its own. */
  public void measured(String releaseId, String source, Map<String, Double> metrics) {
    metrics.forEach(
        (metric, value) -> {
          jdbc.sql(
                  """
                  delete from mr_measurement
                  where release_id = :release and source = :source and metric = :metric""")
              .param("release", releaseId)
              .param("source", source)
              .param("metric", metric)
              .update();
          jdbc.sql(
                  """
                  insert into mr_measurement (release_id, source, metric, measured)
                  values (:release, :source, :metric, :value)""")
              .param("release", releaseId)
              .param("source", source)
              .param("metric", metric)
              .param("value", value)
              .update();
        });
  }

  public SortedMap<String, Double> measurements(String releaseId, String source) {
    var metrics = new TreeMap<String, Double>();
    jdbc.sql(
            """
            select metric, measured from mr_measurement
            where release_id = :release and source = :source""")
        .param("release", releaseId)
        .param("source", source)
        .query(
            row -> {
              metrics.put(row.getString("metric"), row.getDouble("measured"));
            });
    return metrics;
  }

  /** Keeps what a gate said; a gate that is asked again replaces its own results. */
  public void assessed(String releaseId, String gate, List<GateResult> results) {
    jdbc.sql("delete from mr_gate_result where release_id = :release and gate = :gate")
        .param("release", releaseId)
        .param("gate", gate)
        .update();
    results.forEach(
        result ->
            jdbc.sql(
                    """
                    insert into mr_gate_result (release_id, gate, metric, passed, sentence,
                      candidate, champion, requirement, table_version, rule_id)
                    values (:release, :gate, :metric, :passed, :sentence,
                      :candidate, :champion, :requirement, :tableVersion, :rule)""")
                .param("release", releaseId)
                .param("gate", gate)
                .param("metric", result.metric())
                .param("passed", result.passed())
                .param("sentence", result.sentence())
                .param("candidate", orNull(result.candidate()))
                .param("champion", orNull(result.champion()))
                .param("requirement", result.requirement())
                .param("tableVersion", orNull(result.tableVersion()))
                .param("rule", result.ruleId().orElse(null))
                .update());
  }

  public List<GateResult> gateResults(String releaseId, String gate) {
    return jdbc.sql(
            """
            select * from mr_gate_result
            where release_id = :release and gate = :gate order by metric""")
        .param("release", releaseId)
        .param("gate", gate)
        .query(Evidence::gateResult)
        .list();
  }

  /** Adds to the story of a release. */
  public void happened(String releaseId, String who, String what) {
    jdbc.sql(
            """
            insert into mr_event (release_id, happened_at, who, what)
            values (:release, :now, :who, :what)""")
        .param("release", releaseId)
        .param("now", time(clock.instant()))
        .param("who", who)
        .param("what", what)
        .update();
  }

  public List<Event> events(String releaseId) {
    return jdbc.sql("select * from mr_event where release_id = :release order by id")
        .param("release", releaseId)
        .query(
            (row, number) ->
                new Event(
                    Rows.instant(row, "happened_at"), row.getString("who"), row.getString("what")))
        .list();
  }

  private static GateResult gateResult(ResultSet row, int number) throws SQLException {
    return new GateResult(
        row.getString("gate"),
        row.getString("metric"),
        row.getBoolean("passed"),
        row.getString("sentence"),
        number(row, "candidate"),
        number(row, "champion"),
        row.getString("requirement"),
        integer(row, "table_version"),
        text(row, "rule_id"));
  }
}
