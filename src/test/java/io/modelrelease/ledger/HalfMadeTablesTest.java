package io.modelrelease.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

/** A first start on an embedded database, killed while it made tables. */
class HalfMadeTablesTest {
  private final DataSource database = TestDatabase.H2.empty();
  private final JdbcTemplate jdbc = new JdbcTemplate(database);

  private void startAgain() {
    new HalfMadeTables("jdbc:h2:file:./data/ledger")
        .postProcessAfterInitialization(database, "dataSource");
  }

  private int tables(String prefix) {
    return jdbc.queryForObject(
        "select count(*) from information_schema.tables where table_name like ?",
        Integer.class,
        prefix + "%");
  }

  private Flyway flyway() {
    return Flyway.configure()
        .dataSource(database)
        .locations("classpath:db/migration", "classpath:db/vendor/h2")
        .baselineOnMigrate(true)
        .baselineVersion("0")
        .load();
  }

  @Test
  void dropsTablesOfAnEngineThatNeverServed() {
    jdbc.execute("create table ACT_GE_PROPERTY (NAME_ varchar(64), VALUE_ varchar(300))");
    jdbc.execute("create table ACT_RU_EXECUTION (ID_ varchar(64) primary key)");
    jdbc.execute(
        "create table ACT_RU_TASK (ID_ varchar(64), foreign key (ID_) references ACT_RU_EXECUTION)");
    startAgain();
    assertThat(tables("ACT_")).isZero();
  }

  @Test
  void dropsTablesOfAMigrationThatNeverEndedSoThatItRunsAgain() {
    jdbc.execute("create domain mr_bytes as binary large object");
    jdbc.execute("create table mr_project (digest varchar(64) primary key, archive mr_bytes)");
    startAgain();
    flyway().migrate();
    assertThat(tables("MR_")).isGreaterThan(5);
  }

  @Test
  void keepsWhatAFirstStartMade() {
    flyway().migrate();
    jdbc.update("insert into mr_project values ('digest', X'00')");
    jdbc.execute("create table ACT_GE_PROPERTY (NAME_ varchar(64), VALUE_ varchar(300))");
    jdbc.update("insert into ACT_GE_PROPERTY values ('historyLevel', '3')");
    startAgain();
    assertThat(jdbc.queryForList("select digest from mr_project", String.class)).hasSize(1);
    assertThat(tables("ACT_")).isEqualTo(1);
  }

  @Test
  void touchesNoDatabaseThatOthersMayShare() {
    jdbc.execute("create table ACT_GE_PROPERTY (NAME_ varchar(64), VALUE_ varchar(300))");
    new HalfMadeTables("jdbc:postgresql://db/ledger")
        .postProcessAfterInitialization(database, "dataSource");
    assertThat(tables("ACT_")).isEqualTo(1);
  }
}
