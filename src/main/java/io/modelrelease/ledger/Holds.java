package io.modelrelease.ledger;

import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Releases that may not go on to production yet, and those that may go while it is closed. */
@Repository
public class Holds {
  private final JdbcClient jdbc;

  Holds(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * @param why a sentence for people
   * @return false when the same was said before
   */
  public boolean held(String releaseId, String why) {
    if (why(releaseId).equals(Optional.of(why))) {
      return false;
    }
    set(releaseId, why);
    return true;
  }

  public void released(String releaseId) {
    set(releaseId, null);
  }

  /** Why a release does not go on, empty when it does. */
  public Optional<String> why(String releaseId) {
    return jdbc.sql("select held from mr_release where id = :id and held is not null")
        .param("id", releaseId)
        .query(String.class)
        .optional();
  }

  /** It was started for an emergency, while production was closed: it goes on all the same. */
  public void goesThroughFreeze(String releaseId) {
    jdbc.sql("update mr_release set through_freeze = true where id = :id")
        .param("id", releaseId)
        .update();
  }

  public boolean isThroughFreeze(String releaseId) {
    return jdbc.sql("select count(*) from mr_release where id = :id and through_freeze")
            .param("id", releaseId)
            .query(Integer.class)
            .single()
        > 0;
  }

  private void set(String releaseId, String why) {
    jdbc.sql("update mr_release set held = :why where id = :id")
        .param("why", why)
        .param("id", releaseId)
        .update();
  }
}
