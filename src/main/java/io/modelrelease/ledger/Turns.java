package io.modelrelease.ledger;

import static io.modelrelease.ledger.Rows.time;

import java.time.Clock;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** Whole releases of one model in the order of their starts: who waits for whom, who gives way. */
@Repository
public class Turns {
  private static final String IN_PRODUCTION =
      """
      (in_production_at is not null or exists (select 1 from mr_operation o
        where o.release_id = mr_release.id and o.environment = 'production'))""";

  private final JdbcClient jdbc;
  private final Clock clock;
  private final TransactionTemplate alone;

  Turns(JdbcClient jdbc, Clock clock, PlatformTransactionManager transactions) {
    this.jdbc = jdbc;
    this.clock = clock;
    this.alone = new TransactionTemplate(transactions);
    alone.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
  }

  /**
   * Enters a model's door, alone until the transaction ends.
   *
   * @return the place of whoever comes in now, from 1
   * @throws org.springframework.dao.DuplicateKeyException when two come in first at once
   */
  public int enter(String model) {
    jdbc.sql(
            """
            insert into mr_model_turn (model, started)
            select cast(:model as varchar(128)), 0
            where not exists (select 1 from mr_model_turn where model = :model)""")
        .param("model", model)
        .update();
    jdbc.sql("update mr_model_turn set started = started + 1 where model = :model")
        .param("model", model)
        .update();
    return jdbc.sql("select started from mr_model_turn where model = :model")
        .param("model", model)
        .query(Integer.class)
        .single();
  }

  /** Gives a whole release its place; it may have to wait until all before it are over. */
  public void stands(String releaseId, int turn, boolean waits) {
    jdbc.sql("update mr_release set turn = :turn, waits_for_turn = :waits where id = :id")
        .param("turn", turn)
        .param("waits", waits)
        .param("id", releaseId)
        .update();
  }

  /** Whole releases of a model that are not over, the oldest first. */
  public List<String> open(String model) {
    return jdbc.sql(
            """
            select id from mr_release
            where model = :model and process = 'model-release' and ended_at is null
            order by coalesce(turn, 0), started_at, id""")
        .param("model", model)
        .query(String.class)
        .list();
  }

  /** Those that a release waits for, the oldest first; none when its turn has come. */
  public List<String> before(String releaseId) {
    return jdbc.sql(
            """
            select o.id from mr_release o join mr_release r on r.model = o.model
            where r.id = :id and r.waits_for_turn and o.id <> r.id and o.process = 'model-release'
              and o.ended_at is null and coalesce(o.turn, 0) < r.turn
            order by coalesce(o.turn, 0), o.started_at, o.id""")
        .param("id", releaseId)
        .query(String.class)
        .list();
  }

  /**
   * From now on a newer release waits for this one, and does not stop it. In a transaction of its
   * own, before the call that changes production: that looks once more whether it is stopping.
   */
  public void entersProduction(String releaseId) {
    alone.executeWithoutResult(
        status ->
            jdbc.sql(
                    """
                    update mr_release set in_production_at = :now
                    where id = :id and in_production_at is null and stopping_at is null""")
                .param("now", time(clock.instant()))
                .param("id", releaseId)
                .update());
  }

  public boolean isInProduction(String releaseId) {
    return jdbc.sql("select count(*) from mr_release where id = :id and " + IN_PRODUCTION)
            .param("id", releaseId)
            .query(Integer.class)
            .single()
        > 0;
  }

  /**
   * Asks a release to stop, unless it is in production, stops already or is over.
   *
   * @return whether it was asked
   */
  public boolean giveWay(String releaseId, String who) {
    return jdbc.sql(
                """
                update mr_release
                set stopping_at = :now, stop_asked_at = :now, stop_asked_by = :who
                where id = :id and stopping_at is null and ended_at is null and not
                """
                    + IN_PRODUCTION)
            .param("now", time(clock.instant()))
            .param("who", who)
            .param("id", releaseId)
            .update()
        == 1;
  }
}
