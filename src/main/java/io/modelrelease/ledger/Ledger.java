package io.modelrelease.ledger;

import static io.modelrelease.ledger.Rows.optionalInstant;
import static io.modelrelease.ledger.Rows.text;
import static io.modelrelease.ledger.Rows.time;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** The releases: who asked for what, and how it ended. */
@Repository
public class Ledger {
  private final JdbcClient jdbc;
  private final Clock clock;
  private final TransactionTemplate alone;

  Ledger(JdbcClient jdbc, Clock clock, PlatformTransactionManager transactions) {
    this.jdbc = jdbc;
    this.clock = clock;
    this.alone = new TransactionTemplate(transactions);
    alone.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
  }

  /**
   * Writes a new release down.
   *
   * @param startKey the same for the same request
   * @throws org.springframework.dao.DuplicateKeyException when it was asked for before, by whomever
   */
  public void open(String startKey, ReleaseRecord release) {
    jdbc.sql(
            """
            insert into mr_release (id, start_key, process, model, model_version, commit_id, attempt,
              author, requested_by, caller, project_digest, devops, started_at)
            values (:id, :startKey, :process, :model, :version, :commit, :attempt,
              :author, :requestedBy, :caller, :project, :devops, :startedAt)""")
        .param("id", release.id())
        .param("startKey", startKey)
        .param("process", release.process())
        .param("model", release.model())
        .param("version", release.modelVersion())
        .param("commit", release.commit().orElse(null))
        .param("attempt", release.attempt())
        .param("author", release.author().orElse(null))
        .param("requestedBy", release.requestedBy())
        .param("caller", release.caller())
        .param("project", release.projectDigest())
        .param("devops", release.devops().orElse(null))
        .param("startedAt", time(release.startedAt()))
        .update();
  }

  public void startedAs(String releaseId, String rootInstance) {
    jdbc.sql("update mr_release set root_instance = :instance where id = :id")
        .param("instance", rootInstance)
        .param("id", releaseId)
        .update();
  }

  /** The release, which must exist. */
  public ReleaseRecord release(String id) {
    return find(id)
        .orElseThrow(() -> new IllegalStateException("The ledger knows no release " + id));
  }

  public Optional<ReleaseRecord> find(String id) {
    return jdbc.sql("select * from mr_release where id = :id")
        .param("id", id)
        .query(Ledger::row)
        .optional();
  }

  public Optional<ReleaseRecord> findByStartKey(String startKey) {
    return jdbc.sql("select * from mr_release where start_key = :key")
        .param("key", startKey)
        .query(Ledger::row)
        .optional();
  }

  /** The release that a root instance, and whatever it calls, works on. */
  public Optional<String> idOfRoot(String rootInstance) {
    return jdbc.sql("select id from mr_release where root_instance = :root")
        .param("root", rootInstance)
        .query(String.class)
        .optional();
  }

  /**
   * Whether it has ended; while the transaction goes on that it is asked in, it stays so. The
   * release must exist.
   */
  public boolean isOverUntilCommit(String releaseId) {
    return jdbc.sql("select * from mr_release where id = :id for update")
        .param("id", releaseId)
        .query(Ledger::row)
        .single()
        .endedAt()
        .isPresent();
  }

  /** All releases of a model, or of every model, newest first. */
  public List<ReleaseRecord> newest(Optional<String> model) {
    return jdbc.sql(
            """
            select * from mr_release
            where cast(:model as varchar(128)) is null or model = :model
            order by started_at desc, id""")
        .param("model", model.orElse(null))
        .query(Ledger::row)
        .list();
  }

  /** Ids of releases that somebody asked to stop and that have not ended. */
  public List<String> releasesToStop() {
    return jdbc.sql(
            "select id from mr_release where stop_asked_at is not null and ended_at is null")
        .query(String.class)
        .list();
  }

  /** Says why a release will end as it does; the first reason stands. */
  public void because(String releaseId, String cause, String reason) {
    jdbc.sql(
            """
            update mr_release set cause = :cause, reason = :reason
            where id = :id and cause is null""")
        .param("cause", cause)
        .param("reason", reason)
        .param("id", releaseId)
        .update();
  }

  /**
   * Somebody wants it stopped: it is marked as stopping, and its root instance has to be told. One
   * that is stopping already, since it undoes itself, goes on with that.
   */
  public void askToStop(String releaseId) {
    jdbc.sql(
            """
            update mr_release set stopping_at = :now, stop_asked_at = :now
            where id = :id and stopping_at is null""")
        .param("now", time(clock.instant()))
        .param("id", releaseId)
        .update();
  }

  /** The same, by somebody in whose name its root instance is to be told. */
  public void askToStop(String releaseId, String who) {
    askToStop(releaseId);
    jdbc.sql(
            """
            update mr_release set stop_asked_by = :who
            where id = :id and stop_asked_at is not null and stop_asked_by is null""")
        .param("who", who)
        .param("id", releaseId)
        .update();
  }

  /** Who asked to stop it, where that was a person or pipeline and not the process itself. */
  public Optional<String> stopAskedBy(String releaseId) {
    return jdbc.sql(
            "select stop_asked_by from mr_release where id = :id and stop_asked_by is not null")
        .param("id", releaseId)
        .query(String.class)
        .optional();
  }

  /** From now on nothing may be sent to Azure for it but what undoes it. */
  public void stopping(String releaseId) {
    jdbc.sql("update mr_release set stopping_at = :now where id = :id and stopping_at is null")
        .param("now", time(clock.instant()))
        .param("id", releaseId)
        .update();
  }

  /** Asked just before each call that changes Azure. */
  public boolean isStopping(String releaseId) {
    return jdbc.sql("select count(*) from mr_release where id = :id and stopping_at is not null")
            .param("id", releaseId)
            .query(Integer.class)
            .single()
        > 0;
  }

  /**
   * Production's traffic goes to it from now on; the bake counts from the first time. In a
   * transaction of its own, before the write: no row of the release is locked while Azure is waited
   * for.
   */
  public void live(String releaseId) {
    alone.executeWithoutResult(
        status ->
            jdbc.sql("update mr_release set live_at = :now where id = :id and live_at is null")
                .param("now", time(clock.instant()))
                .param("id", releaseId)
                .update());
  }

  /** Root instances of the releases that have not ended, by release. */
  public SortedMap<String, String> rootInstancesOfOpenReleases() {
    var open = new TreeMap<String, String>();
    jdbc.sql(
            """
            select id, root_instance from mr_release
            where ended_at is null and root_instance is not null""")
        .query(
            row -> {
              open.put(row.getString("id"), row.getString("root_instance"));
            });
    return open;
  }

  /**
   * Another instance goes on with a release.
   *
   * @return false when it has ended, or another one does already
   */
  public boolean goesOnAs(String releaseId, String instanceBefore, String instance) {
    return jdbc.sql(
                """
                update mr_release set root_instance = :instance
                where id = :id and root_instance = :before and ended_at is null""")
            .param("instance", instance)
            .param("before", instanceBefore)
            .param("id", releaseId)
            .update()
        == 1;
  }

  public void ended(String releaseId, String endEvent, String outcome) {
    jdbc.sql(
            """
            update mr_release set ended_at = :now, end_event = :event, outcome = :outcome
            where id = :id and ended_at is null""")
        .param("now", time(clock.instant()))
        .param("event", endEvent)
        .param("outcome", outcome)
        .param("id", releaseId)
        .update();
  }

  private static ReleaseRecord row(ResultSet row, int number) throws SQLException {
    return new ReleaseRecord(
        row.getString("id"),
        row.getString("process"),
        row.getString("model"),
        row.getInt("model_version"),
        text(row, "commit_id"),
        row.getInt("attempt"),
        text(row, "author"),
        row.getString("requested_by"),
        row.getString("caller"),
        row.getString("project_digest"),
        text(row, "devops"),
        text(row, "root_instance"),
        Rows.instant(row, "started_at"),
        optionalInstant(row, "stopping_at"),
        optionalInstant(row, "live_at"),
        optionalInstant(row, "ended_at"),
        text(row, "end_event"),
        text(row, "outcome"),
        text(row, "cause"),
        text(row, "reason"));
  }
}
