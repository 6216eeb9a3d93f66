package io.modelrelease.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One whole release with engine and ledger on PostgreSQL. */
class PostgresIT {

  @Test
  void takesAModelToProductionOnPostgresql(@TempDir Path folder) throws Exception {
    try (var postgres = EmbeddedPostgres.start();
        var application =
            RunningApplication.start(
                folder.resolve("home"),
                "--spring.datasource.url=" + postgres.getJdbcUrl("postgres", "postgres"),
                "--spring.datasource.username=postgres",
                "--spring.datasource.password=postgres",
                "--modelrelease.emulator.pace=0s",
                "--modelrelease.production.bake=PT1S",
                "--modelrelease.demo=false")) {
      var team = new Team(application);
      var release = team.release("credit-risk", 1);
      team.approve(release, "approver");
      team.completed(release);

      try (var connection = postgres.getPostgresDatabase().getConnection();
          var rows =
              connection
                  .createStatement()
                  .executeQuery(
                      """
                      select (select count(*) from mr_release where outcome = 'completed'),
                        (select count(*) from act_hi_procinst where state_ = 'COMPLETED'),
                        (select count(*) from act_ru_incident)""")) {
        assertThat(rows.next()).isTrue();
        assertThat(rows.getInt(1)).isEqualTo(1);
        assertThat(rows.getInt(2)).as("ended process instances").isGreaterThan(20);
        assertThat(rows.getInt(3)).as("incidents").isZero();
      }
    }
  }
}
