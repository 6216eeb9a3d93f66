package io.modelrelease;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.CannotGetJdbcConnectionException;

/** A database that is not reached: the driver's own words, and which settings to look at. */
final class DatabaseFailure extends AbstractFailureAnalyzer<CannotGetJdbcConnectionException> {
  private final Environment environment;

  DatabaseFailure(Environment environment) {
    this.environment = environment;
  }

  @Override
  protected FailureAnalysis analyze(Throwable failure, CannotGetJdbcConnectionException cause) {
    var words = cause.getCause() == null ? cause.getMessage() : cause.getCause().getMessage();
    return new FailureAnalysis(
        "The database %s cannot be reached: %s"
            .formatted(
                withoutParameters(environment.getProperty("spring.datasource.url", "")), words),
        "See that it runs, and that no other application uses its file;"
            + " else set spring.datasource.url, .username and .password.",
        failure);
  }

  /** They may hold a password. */
  private static String withoutParameters(String url) {
    return url.replaceFirst("[?;].*", "");
  }
}
