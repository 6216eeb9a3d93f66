package io.modelrelease.azureml;

import java.util.function.Supplier;
import org.slf4j.MDC;

/**
 * Says for whom calls are sent: it stands in the log's diagnostic context under {@code release} and
 * {@code step}.
 */
public final class CallContext {
  private CallContext() {}

  public static <T> T of(String release, String step, Supplier<T> work) {
    try (var releases = MDC.putCloseable(CallLog.RELEASE, release);
        var steps = MDC.putCloseable(CallLog.STEP, step)) {
      return work.get();
    }
  }
}
