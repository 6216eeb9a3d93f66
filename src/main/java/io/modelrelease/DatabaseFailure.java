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
    var url = environment.getProperty("spring.datasource.url", "");
    var words = cause.getCause() == null ? cause.getMessage() : cause.getCause().getMessage();
    return new FailureAnalysis(
        "The database %s cannot be reached: %s".formatted(withoutParameters(url), words),
        (url.startsWith("jdbc:h2:file:")
                ? "See that no other application uses its file; else set"
                : "See that it runs and lets this machine and user in; else set")
            + " spring.datasource.url, .username and .password.",
        failure);
  }

  /** They may hold a password, and so may what stands before the host. */
  static String withoutParameters(String url) {
    return url.replaceFirst("[?;].*", "").replaceFirst("//[^/@]*@", "//");
  }
}
