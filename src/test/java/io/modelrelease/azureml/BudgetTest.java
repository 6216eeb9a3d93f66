package io.modelrelease.azureml;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrelease.azureml.Budget.Kind;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class BudgetTest {
  private Instant now = Instant.parse("2026-11-25T05:00:00Z");
  private final Budget budget = new Budget(() -> now);

  @Test
  void holdsNothingBackBeforeAzureSaysWhatIsLeft() {
    assertThat(budget.take(Kind.WRITES)).isZero();
    assertThat(budget.sparesReads()).isTrue();
  }

  @Test
  void slowsDownToTheRateAtWhichAzureRefills() {
    budget.learn(Kind.WRITES, 1);

    assertThat(budget.take(Kind.WRITES)).isZero();
    assertThat(budget.take(Kind.WRITES)).isEqualTo(Duration.ofMillis(100));
    now = now.plusSeconds(1);
    assertThat(budget.take(Kind.WRITES)).isZero();
  }

  @Test
  void leavesTheLastReadsToThoseWhoWaitForAnAnswer() {
    budget.learn(Kind.READS, 49);
    assertThat(budget.sparesReads()).isFalse();
    assertThat(budget.take(Kind.READS)).isZero();

    now = now.plusSeconds(1);
    assertThat(budget.sparesReads()).isTrue();
  }

  @Test
  void sendsNothingUntilARefusalIsOver() {
    budget.shut(Kind.DELETES, Duration.ofSeconds(30));

    assertThat(budget.take(Kind.DELETES)).isEqualTo(Duration.ofSeconds(30));
    assertThat(budget.take(Kind.READS)).isZero();
    now = now.plusSeconds(31);
    assertThat(budget.take(Kind.DELETES)).isZero();
  }
}
