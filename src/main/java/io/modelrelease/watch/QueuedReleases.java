package io.modelrelease.watch;

import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Releases that wait for older ones of their model. Nobody tells them on when one ends: they are
 * found by what the database says, so that no crash between the two can leave one behind.
 */
@Component
class QueuedReleases {
  static final String TURN_CAME = "TurnCame";

  private final JdbcClient jdbc;

  QueuedReleases(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** Executions that wait although no older release of their model is under way any more. */
  List<String> whoseTurnCame() {
    return jdbc.sql(
            """
            select s.EXECUTION_ID_ from ACT_RU_EVENT_SUBSCR s
            join mr_release r on r.root_instance = s.PROC_INST_ID_
            where s.EVENT_TYPE_ = 'message' and s.EVENT_NAME_ = 'TurnCame' and r.stopping_at is null
              and not exists (select 1 from mr_release o
                where o.model = r.model and o.process = 'model-release' and o.id <> r.id
                  and o.ended_at is null and coalesce(o.turn, 0) < r.turn)""")
        .query(String.class)
        .list();
  }
}
