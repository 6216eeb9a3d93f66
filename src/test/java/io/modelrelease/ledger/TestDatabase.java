package io.modelrelease.ledger;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.util.Locale;
import java.util.UUID;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.h2.jdbcx.JdbcConnectionPool;

/** An empty database with the tables of the ledger, in memory or a real PostgreSQL. */
public enum TestDatabase {
  H2 {
    @Override
    DataSource empty() {
      var pool =
          JdbcConnectionPool.create(
              "jdbc:h2:mem:%s;DB_CLOSE_DELAY=-1".formatted(UUID.randomUUID()), "sa", "");
      pool.setMaxConnections(40);
      return pool;
    }
  },
  POSTGRESQL {
    @Override
    DataSource empty() {
      try {
        var name = "t" + UUID.randomUUID().toString().replace("-", "");
        try (var connection = Server.RUNNING.getPostgresDatabase().getConnection();
            var statement = connection.createStatement()) {
          statement.execute("create database " + name);
        }
        return Server.RUNNING.getDatabase("postgres", name);
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
    }
  };

  /** One server for all tests of a run, started when the first one asks; it ends with the JVM. */
  private static final class Server {
    static final EmbeddedPostgres RUNNING = start();

    private static EmbeddedPostgres start() {
      try {
        return EmbeddedPostgres.start();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  abstract DataSource empty();

  /** A new database, migrated. */
  public DataSource open() {
    var database = empty();
    Flyway.configure()
        .dataSource(database)
        .locations(
            "classpath:db/migration", "classpath:db/vendor/" + name().toLowerCase(Locale.ROOT))
        .load()
        .migrate();
    return database;
  }
}
