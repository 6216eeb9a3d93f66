package io.modelrelease.release.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class FingerprintTest {
  private static final Fingerprint EVALUATED =
      Fingerprint.read("age,prediction\n28,79.98999786376953\n3,0.25\n");

  @Test
  void theSameFloatPrintedShorterIsTheSameAnswer() {
    assertThat(EVALUATED.difference(List.of(79.99, 0.25)))
        .isLessThanOrEqualTo(Fingerprint.TOLERANCE);
  }

  @Test
  void anotherAnswerIsSeenHoweverLargeItIs() {
    assertThat(EVALUATED.difference(List.of(79.991, 0.25))).isGreaterThan(Fingerprint.TOLERANCE);
    assertThat(EVALUATED.difference(List.of(79.99, 0.250002))).isGreaterThan(Fingerprint.TOLERANCE);
  }

  @Test
  void aMissingAnswerIsADifference() {
    assertThat(EVALUATED.difference(List.of(79.99))).isInfinite();
    assertThat(EVALUATED.difference(List.of(79.99, Double.NaN))).isInfinite();
  }
}
