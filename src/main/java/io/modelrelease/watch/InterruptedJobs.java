package io.modelrelease.watch;

import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Jobs that this node was at when it was killed: they are locked for a node that is no more, and
 * would rest until the lock expires (five minutes). An embedded H2 file has one user at a time, so
 * that whatever is locked in it before our job executor begins is such a job. A database that other
 * nodes may share tells nothing of the kind: there the locks expire.
 */
@Component
class InterruptedJobs {
  private static final Logger log = LoggerFactory.getLogger(InterruptedJobs.class);

  private final JdbcTemplate jdbc;
  private final boolean ours;

  InterruptedJobs(JdbcTemplate jdbc, @Value("${spring.datasource.url:}") String url) {
    this.jdbc = jdbc;
    this.ours = isOurs(url);
  }

  /** Before the job executor, which begins when the application is ready. */
  @EventListener(ApplicationStartedEvent.class)
  void unlock() {
    if (!ours) {
      return;
    }
    try {
      var unlocked =
          jdbc.update(
              """
              update ACT_RU_JOB set LOCK_OWNER_ = null, LOCK_EXP_TIME_ = null
              where LOCK_OWNER_ is not null""");
      if (unlocked > 0) {
        log.info(
            "The last stop interrupted {} job(s): they are done again, from their save point.",
            unlocked);
      }
    } catch (DataAccessException e) {
      log.warn("Jobs that the last stop interrupted go on when their lock expires.", e);
    }
  }

  /** Nobody else can be connected to a database with this URL. */
  private static boolean isOurs(String url) {
    return url.startsWith("jdbc:h2:")
        && !url.startsWith("jdbc:h2:tcp:")
        && !url.startsWith("jdbc:h2:ssl:")
        && !url.toUpperCase(Locale.ROOT).contains("AUTO_SERVER");
  }
}
