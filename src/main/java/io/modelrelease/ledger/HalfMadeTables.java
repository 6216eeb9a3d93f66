package io.modelrelease.ledger;

import java.util.List;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Tables that the first start on an embedded H2 file was making when it was killed: H2 makes each
 * in a transaction of its own, and neither the engine nor Flyway makes the rest. Nothing can be in
 * them, so that they are dropped and made again. On PostgreSQL they come all together or not at
 * all.
 */
final class HalfMadeTables implements BeanPostProcessor {
  private static final Logger log = LoggerFactory.getLogger(HalfMadeTables.class);

  private final String url;

  /**
   * @param url of the database, as JDBC has it
   */
  HalfMadeTables(String url) {
    this.url = url;
  }

  @Override
  public Object postProcessAfterInitialization(Object bean, String name) {
    if (bean instanceof DataSource source && OwnDatabase.isOurs(url)) {
      clear(new JdbcTemplate(source));
    }
    return bean;
  }

  private static void clear(JdbcTemplate jdbc) {
    var engine = tables(jdbc, "ACT_");
    // the last thing that the engine writes before it serves
    if (!engine.isEmpty() && !has(jdbc, engine, "ACT_GE_PROPERTY", "NAME_ = 'historyLevel'")) {
      drop(jdbc, engine);
    }
    var ledger = tables(jdbc, "MR_");
    if (!migrated(jdbc, "1.1")) {
      drop(jdbc, ledger);
    }
    if (!migrated(jdbc, "1.0")) {
      jdbc.queryForList(
              """
              select domain_name from information_schema.domains
              where domain_schema = 'PUBLIC' and domain_name like 'MR\\_%'""",
              String.class)
          .forEach(domain -> jdbc.execute("drop domain " + domain));
    }
  }

  private static boolean migrated(JdbcTemplate jdbc, String version) {
    var history = tables(jdbc, "flyway_schema_history");
    return has(
        jdbc,
        history,
        "flyway_schema_history",
        "\"version\" = '%s' and \"success\"".formatted(version));
  }

  private static boolean has(
      JdbcTemplate jdbc, List<String> tables, String table, String condition) {
    return tables.contains(table)
        && !jdbc.queryForList("select 1 from \"%s\" where %s".formatted(table, condition))
            .isEmpty();
  }

  private static List<String> tables(JdbcTemplate jdbc, String prefix) {
    return jdbc.queryForList(
        """
        select table_name from information_schema.tables
        where table_schema = 'PUBLIC' and table_type = 'BASE TABLE'
          and left(table_name, length(?)) = ?""",
        String.class,
        prefix,
        prefix);
  }

  private static void drop(JdbcTemplate jdbc, List<String> tables) {
    if (!tables.isEmpty()) {
      log.info("The first start did not come to its end: {} tables are made again.", tables.size());
      tables.forEach(table -> jdbc.execute("drop table \"%s\" cascade".formatted(table)));
    }
  }
}
