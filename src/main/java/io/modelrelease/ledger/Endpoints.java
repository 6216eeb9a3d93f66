package io.modelrelease.ledger;

import static io.modelrelease.ledger.Rows.optionalInstant;
import static io.modelrelease.ledger.Rows.text;
import static io.modelrelease.ledger.Rows.time;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** Production's endpoints: which release may write to one, and what stood there before it did. */
@Repository
public class Endpoints {
  private static final String UNNAMED = "that came at the same moment";

  private final JdbcClient jdbc;
  private final Clock clock;
  private final TransactionTemplate alone;

  Endpoints(JdbcClient jdbc, Clock clock, PlatformTransactionManager transactions) {
    this.jdbc = jdbc;
    this.clock = clock;
    this.alone = new TransactionTemplate(transactions);
    alone.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
  }

  /**
   * Takes the locks of endpoints, all of them or none, so that two releases that need the same two
   * do not wait for each other. It is done in a transaction of its own: a lock that its release
   * never hears of is freed with all others when that ends.
   *
   * @return which release has which endpoint; empty when all are taken. Taking twice is fine
   */
  public SortedMap<String, String> take(Collection<String> endpoints, String releaseId) {
    try {
      return alone.execute(status -> takeOrLook(new TreeSet<>(endpoints), releaseId));
    } catch (DuplicateKeyException atOnce) {
      var others = others(endpoints, releaseId); // its commit may still be on its way
      return others.isEmpty() ? new TreeMap<>(Map.of(first(endpoints), UNNAMED)) : others;
    }
  }

  private static String first(Collection<String> endpoints) {
    return new TreeSet<>(endpoints).first();
  }

  private SortedMap<String, String> takeOrLook(SortedSet<String> endpoints, String releaseId) {
    for (var endpoint : endpoints) {
      jdbc.sql(
              """
              delete from mr_endpoint_lock where endpoint = :endpoint and release_id in
                (select id from mr_release where ended_at is not null)""")
          .param("endpoint", endpoint)
          .update();
    }
    var others = others(endpoints, releaseId);
    if (others.isEmpty()) {
      for (var endpoint : endpoints) {
        if (!holder(endpoint).equals(Optional.of(releaseId))) {
          jdbc.sql(
                  """
                  insert into mr_endpoint_lock (endpoint, release_id, taken_at)
                  values (:endpoint, :release, :now)""")
              .param("endpoint", endpoint)
              .param("release", releaseId)
              .param("now", time(clock.instant()))
              .update();
        }
      }
    }
    return others;
  }

  /** Those of the endpoints that another release has, with that release. */
  public SortedMap<String, String> others(Collection<String> endpoints, String releaseId) {
    var others = new TreeMap<String, String>();
    for (var endpoint : endpoints) {
      holder(endpoint)
          .filter(holder -> !holder.equals(releaseId))
          .ifPresent(holder -> others.put(endpoint, holder));
    }
    return others;
  }

  /** The release that rolls out at an endpoint. */
  public Optional<String> holder(String endpoint) {
    return jdbc.sql(
            """
            select release_id from mr_endpoint_lock join mr_release on id = release_id
            where endpoint = :endpoint and ended_at is null""")
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

  /**
   * Writes down what this release is about to write, in a transaction of its own: it is true
   * whatever becomes of the step that writes it.
   */
  public void wrote(String releaseId, String kind, String wrote) {
    alone.executeWithoutResult(
        status ->
            jdbc.sql(
                    """
                    update mr_endpoint_record set wrote = :wrote
                    where release_id = :release and kind = :kind""")
                .param("wrote", wrote)
                .param("release", releaseId)
                .param("kind", kind)
                .update());
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
