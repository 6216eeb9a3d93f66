package io.modelrelease.watch;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * What waits, and when each is to be looked at next: kept in memory, so that a pass over ten
 * thousand that are not due costs next to nothing. New ones are read by their date; that others are
 * gone is found out when they are looked at, and for all now and then. Used by one thread at a
 * time.
 *
 * <p>The engine's tables are read by one statement of our own: its query would fetch all waits, and
 * then three values of each one by one.
 */
@Component
class Waits {
  /** Clocks of nodes differ, and a transaction is seen when it ends. */
  private static final Duration OVERLAP = Duration.ofMinutes(1);

  private static final String SELECT =
      """
      select s.ID_, s.EXECUTION_ID_, s.PROC_INST_ID_, s.ACTIVITY_ID_, s.CREATED_,
        i.BUSINESS_KEY_, e.TEXT_ as ENVIRONMENT_, o.TEXT_ as OPERATION_
      from ACT_RU_EVENT_SUBSCR s
      join ACT_RU_EXECUTION i on i.ID_ = s.PROC_INST_ID_
      left join ACT_RU_VARIABLE e on e.EXECUTION_ID_ = s.PROC_INST_ID_ and e.NAME_ = 'environment'
      left join ACT_RU_VARIABLE o on o.EXECUTION_ID_ = s.PROC_INST_ID_ and o.NAME_ = 'operation'
      where s.EVENT_TYPE_ = 'message' and s.EVENT_NAME_ = 'OperationFinished'
        and s.CREATED_ >= :since""";

  private record Due(Instant at, String id) {}

  private final JdbcClient jdbc;
  private final WatchSettings settings;
  private final Map<String, Wait> known = new HashMap<>();
  private final Map<String, Instant> nextLook = new HashMap<>();

  /** By environment: each has a budget of its own, and none waits for another one's. */
  private final Map<String, TreeSet<Due>> queues = new TreeMap<>();

  private Instant readUpTo = Instant.EPOCH;
  private Instant nextFull = Instant.EPOCH;

  Waits(JdbcClient jdbc, WatchSettings settings) {
    this.jdbc = jdbc;
    this.settings = settings;
  }

  /** Learns what is new, and now and then what is gone. */
  void refresh(Instant now) {
    var full = !now.isBefore(nextFull);
    var since = full ? Instant.EPOCH : readUpTo.minus(OVERLAP);
    var found = jdbc.sql(SELECT).param("since", Timestamp.from(since)).query(Waits::row).list();
    if (full) {
      var present = new HashSet<String>();
      found.forEach(wait -> present.add(wait.id()));
      List.copyOf(known.keySet()).stream()
          .filter(id -> !present.contains(id))
          .forEach(this::forget);
      nextFull = now.plus(settings.longest());
    }
    readUpTo = now;
    for (var wait : found) {
      var before = known.put(wait.id(), wait);
      if (before == null) {
        lookAt(wait, wait.since().plus(settings.shortest()));
      } else if (!before.environment().equals(wait.environment())) {
        queue(before).remove(new Due(nextLook.get(wait.id()), wait.id()));
        queue(wait).add(new Due(nextLook.get(wait.id()), wait.id()));
      }
    }
  }

  List<String> environments() {
    return List.copyOf(queues.keySet());
  }

  /** The one of an environment that has been due for longest, if any is. */
  Optional<Wait> firstDue(String environment, Instant now) {
    var queue = queues.get(environment);
    return queue == null || queue.isEmpty() || queue.first().at().isAfter(now)
        ? Optional.empty()
        : Optional.of(known.get(queue.first().id()));
  }

  /** When to look at one next. */
  void lookAt(Wait wait, Instant at) {
    var before = nextLook.put(wait.id(), at);
    if (before != null) {
      queue(wait).remove(new Due(before, wait.id()));
    }
    queue(wait).add(new Due(at, wait.id()));
  }

  void forget(String id) {
    var wait = known.remove(id);
    if (wait != null) {
      queue(wait).remove(new Due(nextLook.remove(id), id));
    }
  }

  /** Those of releases that own a name: jobs and experiments begin with the release's id. */
  List<Wait> ofName(String name) {
    var found = new ArrayList<Wait>();
    for (var wait : known.values()) {
      if (name.startsWith(wait.release() + "-")) {
        found.add(wait);
      }
    }
    return found;
  }

  /** Those of releases of a model's version. */
  List<Wait> ofVersion(String model, String version) {
    var found = new ArrayList<Wait>();
    for (var wait : known.values()) {
      if (wait.release().startsWith(model + "-" + version + "-")) {
        found.add(wait);
      }
    }
    return found;
  }

  private TreeSet<Due> queue(Wait wait) {
    return queues.computeIfAbsent(
        wait.environment(),
        none -> new TreeSet<>(Comparator.comparing(Due::at).thenComparing(Due::id)));
  }

  private static Wait row(ResultSet row, int number) throws SQLException {
    return new Wait(
        row.getString("ID_"),
        row.getString("EXECUTION_ID_"),
        row.getString("PROC_INST_ID_"),
        row.getString("ACTIVITY_ID_"),
        row.getTimestamp("CREATED_").toInstant(),
        text(row, "BUSINESS_KEY_"),
        text(row, "ENVIRONMENT_"),
        text(row, "OPERATION_"));
  }

  private static String text(ResultSet row, String column) throws SQLException {
    var text = row.getString(column);
    return text == null ? "" : text;
  }
}
