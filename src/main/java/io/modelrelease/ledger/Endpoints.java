package io.modelrelease.ledger;

import static io.modelrelease.ledger.Rows.optionalInstant;
import static io.modelrelease.ledger.Rows.text;
import static io.modelrelease.ledger.Rows.time;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Production's endpoints: which release may write to one, and what stood there before it did. */
@Repository
public class Endpoints {
  private final JdbcClient jdbc;
  private final Clock clock;

  Endpoints(JdbcClient jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /**
   * Takes the lock of an endpoint.
   *
   * @return false when another release has it; taking it twice is fine
   */
  public boolean take(String endpoint, String releaseId) {
    var holder = holder(endpoint);
    if (holder.isPresent()) {
      return holder.get().equals(releaseId);
    }
    // two that insert at once: the second one's transaction fails on the primary key, and its job
    // is tried again
    jdbc.sql(
            """
            insert into mr_endpoint_lock (endpoint, release_id, taken_at)
            values (:endpoint, :release, :now)""")
        .param("endpoint", endpoint)
        .param("release", releaseId)
        .param("now", time(clock.instant()))
        .update();
    return true;
  }

  public Optional<String> holder(String endpoint) {
    return jdbc.sql("select release_id from mr_endpoint_lock where endpoint = :endpoint")
        .param("endpoint", endpoint)
        .query(String.class)
        .optional();
  }

  /** Frees all that a release has taken. */
  public void free(String releaseId) {
    jdbc.sql("delete from mr_endpoint_lock where release_id = :release")
        .param("release", releaseId)
        .update();
  }

  /** Writes down what an endpoint showed; the first record of a release stands. */
  public void record(
      String releaseId, String kind, String endpoint, boolean existed, String shown) {
    if (find(releaseId, kind).isPresent()) {
      return;
    }
    jdbc.sql(
            """
            insert into mr_endpoint_record (release_id, kind, endpoint, existed, shown, recorded_at)
            values (:release, :kind, :endpoint, :existed, :shown, :now)""")
        .param("release", releaseId)
        .param("kind", kind)
        .param("endpoint", endpoint)
        .param("existed", existed)
        .param("shown", shown)
        .param("now", time(clock.instant()))
        .update();
  }

  /** Writes down what this release is about to write; undo restores nothing else. */
  public void wrote(String releaseId, String kind, String wrote) {
    jdbc.sql(
            """
            update mr_endpoint_record set wrote = :wrote
            where release_id = :release and kind = :kind""")
        .param("wrote", wrote)
        .param("release", releaseId)
        .param("kind", kind)
        .update();
  }

  public void restored(String releaseId, String kind) {
    jdbc.sql(
            """
            update mr_endpoint_record set restored_at = :now
            where release_id = :release and kind = :kind""")
        .param("now", time(clock.instant()))
        .param("release", releaseId)
        .param("kind", kind)
        .update();
  }

  public Optional<EndpointRecord> find(String releaseId, String kind) {
    return of(releaseId).stream().filter(record -> record.kind().equals(kind)).findFirst();
  }

  public List<EndpointRecord> of(String releaseId) {
    return jdbc.sql("select * from mr_endpoint_record where release_id = :release order by kind")
        .param("release", releaseId)
        .query(Endpoints::row)
        .list();
  }

  private static EndpointRecord row(ResultSet row, int number) throws SQLException {
    return new EndpointRecord(
        row.getString("release_id"),
        row.getString("kind"),
        row.getString("endpoint"),
        row.getBoolean("existed"),
        row.getString("shown"),
        text(row, "wrote"),
        Rows.instant(row, "recorded_at"),
        optionalInstant(row, "restored_at"));
  }
}
