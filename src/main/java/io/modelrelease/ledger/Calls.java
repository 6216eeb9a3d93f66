package io.modelrelease.ledger;

import static io.modelrelease.ledger.Rows.time;

import java.time.Clock;
import java.time.Duration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Calls that change Azure and have not been answered yet. Each is written down, in a transaction of
 * its own, before the mark {@code stopping} is looked at and the call is sent: so whoever sets that
 * mark and then looks here either sees the call or knows that it will not be sent. One that was
 * never answered (the process died, the network broke) stays, and counts until it is too old to be
 * still on its way.
 */
@Repository
public class Calls {
  private final JdbcClient jdbc;
  private final Clock clock;
  private final TransactionTemplate alone;

  Calls(JdbcClient jdbc, Clock clock, PlatformTransactionManager transactions) {
    this.jdbc = jdbc;
    this.clock = clock;
    this.alone = new TransactionTemplate(transactions);
    alone.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
  }

  /** A call of this operation is about to be sent. */
  public void sending(String releaseId, String environment, String operation) {
    alone.executeWithoutResult(
        status -> {
          var known =
              jdbc.sql(
                      """
                      update mr_call set sent_at = :now
                      where release_id = :release and environment = :environment
                        and operation = :operation""")
                  .param("now", time(clock.instant()))
                  .param("release", releaseId)
                  .param("environment", environment)
                  .param("operation", operation)
                  .update();
          if (known == 0) {
            jdbc.sql(
                    """
                    insert into mr_call (release_id, environment, operation, sent_at)
                    values (:release, :environment, :operation, :now)""")
                .param("now", time(clock.instant()))
                .param("release", releaseId)
                .param("environment", environment)
                .param("operation", operation)
                .update();
          }
        });
  }

  /** Azure has answered, whatever it said: it can be asked what came of the call. */
  public void answered(String releaseId, String environment, String operation) {
    alone.executeWithoutResult(
        status ->
            jdbc.sql(
                    """
                    delete from mr_call
                    where release_id = :release and environment = :environment
                      and operation = :operation""")
                .param("release", releaseId)
                .param("environment", environment)
                .param("operation", operation)
                .update());
  }

  /**
   * A call of this release may still reach Azure.
   *
   * @param longest how long a call can be on its way
   */
  public boolean onTheWay(String releaseId, Duration longest) {
    return jdbc.sql("select count(*) from mr_call where release_id = :release and sent_at > :since")
            .param("release", releaseId)
            .param("since", time(clock.instant().minus(longest)))
            .query(Integer.class)
            .single()
        > 0;
  }
}
