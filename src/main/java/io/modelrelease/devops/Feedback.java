package io.modelrelease.devops;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * What is to be told, and what was: a row a release, kind and target. A row says that something is
 * to be told, not what: that is read from the release when it is told. Whoever sends takes a row
 * for some time, so that of several nodes one sends, and another goes on where that one died.
 */
@Repository
class Feedback {
  private final JdbcClient jdbc;
  private final Clock clock;

  Feedback(JdbcClient jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /** What is told. */
  enum Kind {
    CALLBACK,
    STATUS,
    TAGS
  }

  /**
   * A row as it was taken.
   *
   * @param target of a callback plan, job and task, else the address of the run
   * @param callback JSON, of a callback only
   * @param token sealed, of a callback only
   * @param revision raised by whatever asks for it to be told anew
   * @param told what was told last
   */
  record Row(
      long id,
      String releaseId,
      Kind kind,
      String target,
      Optional<String> callback,
      Optional<String> token,
      int revision,
      int tries,
      String told,
      Instant expiresAt) {
    @Override
    public String toString() {
      return "%s of %s".formatted(kind, releaseId);
    }
  }

  private Instant now() {
    return clock.instant();
  }

  private static OffsetDateTime time(Instant instant) {
    return instant.truncatedTo(ChronoUnit.MILLIS).atOffset(ZoneOffset.UTC);
  }

  /**
   * Writes a callback down, or its newer token. Within a transaction that holds the release.
   *
   * @param over the release is: it is told at once
   */
  void callBack(String releaseId, Callback callback, boolean over, Duration life) {
    insert(releaseId, Kind.CALLBACK, callback.target());
    jdbc.sql(
            """
            update mr_feedback set callback = :callback, token = :token, key_id = :key,
              state = 'waiting', revision = revision + 1, tries = 0, told = null,
              expires_at = :expires, due_at = :due
            where release_id = :release and kind = 'CALLBACK' and target = :target""")
        .param("callback", callback.withoutToken().json())
        .param("token", callback.token())
        .param("key", callback.keyId())
        .param("expires", time(now().plus(life)))
        .param("due", over ? time(now()) : null)
        .param("release", releaseId)
        .param("target", callback.target())
        .update();
  }

  /**
   * Tells a run from now on. Within a transaction that holds the release; a row that is there is
   * not touched, since the step that has it may wait for the release.
   */
  void tell(String releaseId, Kind kind, String run, Duration giveUp) {
    if (insert(releaseId, kind, run)) {
      jdbc.sql(
              """
              update mr_feedback set due_at = :now, expires_at = :expires
              where release_id = :release and kind = :kind and target = :target""")
          .param("now", time(now()))
          .param("expires", time(now().plus(giveUp)))
          .param("release", releaseId)
          .param("kind", kind.name())
          .param("target", run)
          .update();
    }
  }

  private boolean insert(String releaseId, Kind kind, String target) {
    return jdbc.sql(
                """
            insert into mr_feedback (release_id, kind, target, state, revision, tries, created_at,
              expires_at)
            select r.id, cast(:kind as varchar(16)), cast(:target as varchar(512)), 'waiting', 0, 0,
              cast(:now as timestamp(3) with time zone), cast(:now as timestamp(3) with time zone)
            from mr_release r where r.id = :release and not exists (
              select 1 from mr_feedback f
              where f.release_id = :release and f.kind = :kind and f.target = :target)""")
            .param("kind", kind.name())
            .param("target", target)
            .param("now", time(now()))
            .param("release", releaseId)
            .update()
        == 1;
  }

  /** There is something new to tell of a release. */
  void moved(String releaseId, Kind kind, Duration giveUp) {
    jdbc.sql(
            """
            update mr_feedback set revision = revision + 1, tries = 0, state = 'waiting',
              due_at = :now, expires_at = :expires
            where release_id = :release and kind = :kind and state <> 'none'""")
        .param("now", time(now()))
        .param("expires", time(now().plus(giveUp)))
        .param("release", releaseId)
        .param("kind", kind.name())
        .update();
  }

  /** A release is over: its jobs wait no longer. */
  void callBackNow(String releaseId) {
    jdbc.sql(
            """
            update mr_feedback set due_at = :now
            where release_id = :release and kind = 'CALLBACK' and state = 'waiting'""")
        .param("now", time(now()))
        .param("release", releaseId)
        .update();
  }

  boolean has(String releaseId, Kind kind) {
    return jdbc.sql(
                """
                select count(*) from mr_feedback
                where release_id = :release and kind = :kind and state in ('waiting', 'sent')""")
            .param("release", releaseId)
            .param("kind", kind.name())
            .query(Integer.class)
            .single()
        > 0;
  }

  /** How many wait to be told now. */
  long due() {
    return jdbc.sql("select count(*) from mr_feedback where due_at <= :now")
        .param("now", time(now()))
        .query(Long.class)
        .single();
  }

  /**
   * Takes rows that are due, those that have been so for longest first.
   *
   * @param keyId of the key that this node opens tokens with
   * @param lease who takes them; nobody else takes them before it is over
   */
  List<Row> take(int most, String keyId, String lease, Duration time) {
    var now = now();
    return jdbc
        .sql(
            """
            select id from mr_feedback
            where due_at <= :now and (lease_until is null or lease_until < :now)
              and (key_id is null or key_id = :key)
            order by due_at, id fetch first %d rows only"""
                .formatted(most))
        .param("now", time(now))
        .param("key", keyId)
        .query(Long.class)
        .list()
        .stream()
        .filter(id -> taken(id, now, lease, now.plus(time)))
        .map(this::row)
        .flatMap(Optional::stream)
        .toList();
  }

  private boolean taken(long id, Instant now, String lease, Instant until) {
    return jdbc.sql(
                """
                update mr_feedback set lease_by = :lease, lease_until = :until
                where id = :id and due_at <= :now and (lease_until is null or lease_until < :now)""")
            .param("lease", lease)
            .param("until", time(until))
            .param("now", time(now))
            .param("id", id)
            .update()
        == 1;
  }

  private Optional<Row> row(long id) {
    return jdbc.sql("select * from mr_feedback where id = :id")
        .param("id", id)
        .query(Feedback::row)
        .optional();
  }

  /** Rows whose token or time is over, told or not; they are told no more. */
  List<Row> overdue() {
    return jdbc.sql(
            """
            select * from mr_feedback
            where state = 'waiting' and expires_at < :now and (token is not null or due_at is not null)
              and (lease_until is null or lease_until < :now)""")
        .param("now", time(now()))
        .query(Feedback::row)
        .list();
  }

  /**
   * It was told, or will not be.
   *
   * @param lease empty where nobody took it
   * @return false where something newer is to be told, or another one has it now
   */
  boolean end(Row row, Optional<String> lease, String state, String told) {
    return jdbc.sql(
                """
                update mr_feedback set state = :state, told = :told, token = null, key_id = null,
                  due_at = null, lease_until = null, lease_by = null
                where id = :id and revision = :revision and state = 'waiting'
                  and (cast(:lease as varchar(64)) is null or lease_by = :lease)""")
            .param("state", state)
            .param("told", told)
            .param("id", row.id())
            .param("revision", row.revision())
            .param("lease", lease.orElse(null))
            .update()
        == 1;
  }

  /** It is told later; what was told of it so far is kept. */
  void later(Row row, String lease, Duration pause, String told) {
    jdbc.sql(
            """
            update mr_feedback set lease_until = null, lease_by = null, told = :told,
              tries = case when revision = :revision then tries + 1 else 0 end,
              due_at = case when revision = :revision then cast(:due as timestamp(3) with time zone)
                else due_at end
            where id = :id and lease_by = :lease""")
        .param("told", told)
        .param("revision", row.revision())
        .param("due", time(now().plus(pause)))
        .param("id", row.id())
        .param("lease", lease)
        .update();
  }

  private static Row row(ResultSet row, int number) throws SQLException {
    return new Row(
        row.getLong("id"),
        row.getString("release_id"),
        Kind.valueOf(row.getString("kind")),
        row.getString("target"),
        Optional.ofNullable(row.getString("callback")),
        Optional.ofNullable(row.getString("token")),
        row.getInt("revision"),
        row.getInt("tries"),
        Optional.ofNullable(row.getString("told")).orElse(""),
        row.getObject("expires_at", OffsetDateTime.class).toInstant());
  }
}
