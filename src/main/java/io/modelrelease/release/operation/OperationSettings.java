package io.modelrelease.release.operation;

import java.time.Duration;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How long an operation may take before an operator is asked.
 *
 * @param overdue for all but those named in {@code overdueOf}
 * @param overdueOf by operation: {@code submitTrainingJob: P1D}
 */
@ConfigurationProperties("modelrelease.operation")
public record OperationSettings(
    @DefaultValue("PT2H") Duration overdue, @DefaultValue Map<String, Duration> overdueOf) {

  /** How long one kind may take. */
  public Duration overdueAfter(String operation) {
    return overdueOf.getOrDefault(operation, overdue);
  }
}
