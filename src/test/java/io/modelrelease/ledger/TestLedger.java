package io.modelrelease.ledger;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.util.Optional;
import javax.sql.DataSource;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The real ledger on a real database, without the rest of the application. No component itself, so
 * that no scan of the whole application finds it.
 */
@ComponentScan
public class TestLedger {
  public static final String COMMIT = "3f2a9c1".repeat(6).substring(0, 40);
  public static final String PROJECT = "ab".repeat(32);

  /** A context with the ledger, and whatever else is registered before it is refreshed. */
  public static GenericApplicationContext on(TestDatabase database, Class<?>... more) {
    var context = new AnnotationConfigApplicationContext();
    context.registerBean(DataSource.class, database::open);
    context.registerBean(TestClock.class);
    context.register(TestLedger.class);
    if (more.length > 0) {
      context.register(more);
    }
    context.refresh();
    return context;
  }

  @Bean
  PlatformTransactionManager transactionManager(DataSource database) {
    return new DataSourceTransactionManager(database);
  }

  @Bean
  TransactionTemplate transactionTemplate(PlatformTransactionManager transactions) {
    return new TransactionTemplate(transactions);
  }

  @Bean
  JdbcClient jdbcClient(DataSource database) {
    return JdbcClient.create(database);
  }

  @Bean
  ObjectMapper objectMapper() {
    return new ObjectMapper();
  }

  /** Writes a release down, with its version and its project. */
  public static ReleaseRecord open(
      ApplicationContext context,
      String id,
      String model,
      int version,
      String projectDigest,
      byte[] project) {
    var release =
        release(id, model, version, projectDigest, context.getBean(TestClock.class).instant());
    context.getBean(Projects.class).keep(projectDigest, project);
    context.getBean(Ledger.class).open("key of " + id, release);
    context.getBean(Versions.class).allocate(model, version, id, projectDigest);
    return release;
  }

  /** A release as its start writes it down. */
  public static ReleaseRecord release(String id, String model, int version, Instant startedAt) {
    return release(id, model, version, PROJECT, startedAt);
  }

  private static ReleaseRecord release(
      String id, String model, int version, String projectDigest, Instant startedAt) {
    return new ReleaseRecord(
        id,
        "model-release",
        model,
        version,
        Optional.of(COMMIT),
        1,
        Optional.of("author@example.org"),
        "scientist",
        "pipeline",
        projectDigest,
        Optional.empty(),
        Optional.empty(),
        startedAt,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }
}
