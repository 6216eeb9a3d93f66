package io.modelrelease;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Where our own code refuses to start, its sentence is what people read, not where it was thrown.
 */
final class StartFailure extends AbstractFailureAnalyzer<RuntimeException> {
  private static final String OURS = ModelReleaseApplication.class.getPackageName() + ".";

  @Override
  protected FailureAnalysis analyze(Throwable failure, RuntimeException outermost) {
    for (var cause = failure; cause != null; cause = cause.getCause()) {
      var refused =
          cause instanceof IllegalStateException || cause instanceof IllegalArgumentException;
      var thrownAt = cause.getStackTrace();
      if (refused && thrownAt.length > 0 && thrownAt[0].getClassName().startsWith(OURS)) {
        return new FailureAnalysis(cause.getMessage(), null, cause);
      }
    }
    return null;
  }
}
