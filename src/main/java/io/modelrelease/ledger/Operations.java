package io.modelrelease.ledger;

import static io.modelrelease.ledger.Rows.optionalInstant;
import static io.modelrelease.ledger.Rows.text;
import static io.modelrelease.ledger.Rows.time;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The calls that change Azure: what was sent in which round, and what came of it. */
@Repository
public class Operations {
  private final JdbcClient jdbc;
  private final Clock clock;

  Operations(JdbcClient jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  public Optional<OperationRecord> find(String releaseId, String environment, String operation) {
    return jdbc.sql(
            """
            select * from mr_operation
            where release_id = :release and environment = :environment and operation = :operation""")
        .param("release", releaseId)
        .param("environment", environment)
        .param("operation", operation)
        .query(Operations::row)
        .optional();
  }

  /** All of a release, in the order in which they began. */
  public List<OperationRecord> of(String releaseId) {
    return jdbc.sql(
            "select * from mr_operation where release_id = :release order by begun_at, operation")
        .param("release", releaseId)
        .query(Operations::row)
        .list();
  }

  /** Azure took the request of this round. */
  public void begun(
      String releaseId,
      String environment,
      String operation,
      int round,
      List<String> resources,
      Optional<String> operationUrl) {
    write(
        new OperationRecord(
            releaseId,
            environment,
            operation,
            round,
            OperationRecord.BEGUN,
            resources,
            operationUrl,
            Optional.empty(),
            clock.instant(),
            Optional.empty(),
            Optional.empty()));
  }

  /**
   * It cannot begin yet.
   *
   * @param why a sentence for people
   * @param pause for which it is not worth another try, where that is known
   * @return false when the same was said before
   */
  public boolean waiting(
      String releaseId,
      String environment,
      String operation,
      int round,
      String why,
      Optional<Duration> pause) {
    var known = find(releaseId, environment, operation);
    var isSaid =
        known
            .filter(OperationRecord::waiting)
            .flatMap(OperationRecord::failure)
            .equals(Optional.of(why));
    if (isSaid && pause.isEmpty()) {
      return false;
    }
    write(
        new OperationRecord(
            releaseId,
            environment,
            operation,
            round,
            OperationRecord.WAITING,
            known.map(OperationRecord::resources).orElse(List.of()),
            known.flatMap(OperationRecord::operationUrl),
            Optional.of(why),
            known
                .filter(OperationRecord::waiting)
                .map(OperationRecord::begunAt)
                .orElse(clock.instant()),
            Optional.empty(),
            pause.map(clock.instant()::plus)));
    return !isSaid;
  }

  public void succeeded(OperationRecord operation) {
    end(operation, OperationRecord.SUCCEEDED, Optional.empty());
  }

  /**
   * It will not succeed in this round.
   *
   * @param state {@link OperationRecord#REJECTED} or {@link OperationRecord#FAILED}
   * @param failure JSON: what Azure answered and what to do about it
   */
  public void notSucceeded(
      String releaseId,
      String environment,
      String operation,
      int round,
      String state,
      String failure) {
    var known = find(releaseId, environment, operation);
    var now = clock.instant();
    write(
        new OperationRecord(
            releaseId,
            environment,
            operation,
            round,
            state,
            known.map(OperationRecord::resources).orElse(List.of()),
            known.flatMap(OperationRecord::operationUrl),
            Optional.of(failure),
            known.map(OperationRecord::begunAt).orElse(now),
            Optional.of(now),
            Optional.empty()));
  }

  /** A person wants it tried again: the next begin is another round. */
  public void retry(String releaseId, String environment, String operation) {
    jdbc.sql(
            """
            update mr_operation set round = round + 1, state = 'retry', ended_at = null
            where release_id = :release and environment = :environment and operation = :operation
              and state <> 'retry'""")
        .param("release", releaseId)
        .param("environment", environment)
        .param("operation", operation)
        .update();
  }

  /** The first id that an operation of this release created or changed. */
  public Optional<String> resource(String releaseId, String environment, String operation) {
    return find(releaseId, environment, operation)
        .filter(OperationRecord::taken)
        .flatMap(known -> known.resources().stream().findFirst());
  }

  private void end(OperationRecord operation, String state, Optional<String> failure) {
    write(
        new OperationRecord(
            operation.releaseId(),
            operation.environment(),
            operation.operation(),
            operation.round(),
            state,
            operation.resources(),
            operation.operationUrl(),
            failure,
            operation.begunAt(),
            Optional.of(clock.instant()),
            Optional.empty()));
  }

  private void write(OperationRecord record) {
    var changed =
        jdbc.sql(
                """
                update mr_operation set round = :round, state = :state, resources = :resources,
                  operation_url = :url, failure = :failure, begun_at = :begunAt,
                  ended_at = :endedAt, not_before = :notBefore
                where release_id = :release and environment = :environment
                  and operation = :operation""")
            .params(params(record))
            .update();
    if (changed == 0) {
      jdbc.sql(
              """
              insert into mr_operation (release_id, environment, operation, round, state, resources,
                operation_url, failure, begun_at, ended_at, not_before)
              values (:release, :environment, :operation, :round, :state, :resources,
                :url, :failure, :begunAt, :endedAt, :notBefore)""")
          .params(params(record))
          .update();
    }
  }

  private static Map<String, Object> params(OperationRecord record) {
    var params = new HashMap<String, Object>();
    params.put("release", record.releaseId());
    params.put("environment", record.environment());
    params.put("operation", record.operation());
    params.put("round", record.round());
    params.put("state", record.state());
    params.put(
        "resources", record.resources().isEmpty() ? null : String.join("\n", record.resources()));
    params.put("url", record.operationUrl().orElse(null));
    params.put("failure", record.failure().orElse(null));
    params.put("begunAt", time(record.begunAt()));
    params.put("endedAt", record.endedAt().map(Rows::time).orElse(null));
    params.put("notBefore", record.notBefore().map(Rows::time).orElse(null));
    return params;
  }

  private static OperationRecord row(ResultSet row, int number) throws SQLException {
    return new OperationRecord(
        row.getString("release_id"),
        row.getString("environment"),
        row.getString("operation"),
        row.getInt("round"),
        row.getString("state"),
        Rows.lines(row, "resources"),
        text(row, "operation_url"),
        text(row, "failure"),
        Rows.instant(row, "begun_at"),
        optionalInstant(row, "ended_at"),
        optionalInstant(row, "not_before"));
  }
}
