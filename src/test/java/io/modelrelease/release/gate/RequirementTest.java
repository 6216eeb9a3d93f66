package io.modelrelease.release.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrelease.ledger.GateResult;
import io.modelrelease.release.gate.Requirement.Better;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequirementTest {
  private static final OptionalDouble NONE = OptionalDouble.empty();

  @ParameterizedTest
  @CsvSource({
    "HIGHER, 0.70, 0.70, true",
    "HIGHER, 0.70, 0.7000001, true",
    "HIGHER, 0.70, 0.6999999, false",
    "HIGHER, 0.00, -0.0001, false",
    "LOWER, 0.62, 0.62, true",
    "LOWER, 0.62, 0.61, true",
    "LOWER, 0.62, 0.6200001, false",
    "LOWER, 0, 0, true",
    "LOWER, 0, 1, false",
    "LOWER, 0.000001, 0.0000009, true",
    "LOWER, 0.000001, 0.0000011, false"
  })
  void holdsACandidateAgainstItsLimit(Better better, double limit, double value, boolean passes) {
    var result = assess(row(better, OptionalDouble.of(limit), NONE), Map.of("m", value), true);
    assertThat(result.passed()).as(result.sentence()).isEqualTo(passes);
  }

  @ParameterizedTest
  @CsvSource({
    "HIGHER, 0.03, 0.78, 0.75, true", // 0.78 - 0.75 is more than 0.03 in binary
    "HIGHER, 0.03, 0.78, 0.7499, false",
    "HIGHER, 0.03, 0.70, 0.80, true",
    "HIGHER, 0, 0.78, 0.78, true",
    "HIGHER, 0, 0.78, 0.7799, false",
    "LOWER, 0.05, 0.50, 0.55, true",
    "LOWER, 0.05, 0.50, 0.5501, false",
    "LOWER, 0.5, 6.1, 5.0, true"
  })
  void letsACandidateFallBehindTheChampionByItsTolerance(
      Better better, double tolerance, double champion, double value, boolean passes) {
    var metrics = Map.of("m", value, "champion.m", champion);
    var result = assess(row(better, NONE, OptionalDouble.of(tolerance)), metrics, true);
    assertThat(result.passed()).as(result.sentence()).isEqualTo(passes);
  }

  @Test
  void saysWhichMetricMissedByHowMuchOnHowManyRows() {
    var result =
        assess(
            row(Better.HIGHER, OptionalDouble.of(0.7), NONE),
            Map.of("m", 0.6521, "rows", 200.0),
            false);
    assertThat(result.sentence())
        .isEqualTo("m is 0.6521 on 200 rows: 0.0479 too low, at least 0.7 is required.");
  }

  @Test
  void saysHowFarItFellBehindOnHowManyRows() {
    var result =
        assess(
            row(Better.LOWER, OptionalDouble.of(0.62), OptionalDouble.of(0.05)),
            Map.of("m", 0.6, "champion.m", 0.5, "rows", 200.0),
            true);
    assertThat(result.sentence())
        .isEqualTo(
            "m is 0.6 on 200 rows: 0.1 higher than the champion's 0.5, at most 0.05 is allowed.");
  }

  @Test
  void saysWhatPassedBesideTheChampion() {
    var result =
        assess(
            row(Better.HIGHER, OptionalDouble.of(0.7), OptionalDouble.of(0.03)),
            Map.of("m", 0.75, "champion.m", 0.76, "rows", 200.0),
            true);
    assertThat(result.sentence())
        .isEqualTo(
            "m is 0.75 on 200 rows (at least 0.7, at most 0.03 behind the champion; champion 0.76,"
                + " 0.01 behind).");
    assertThat(result.candidate()).hasValue(0.75);
    assertThat(result.champion()).hasValue(0.76);
  }

  @Test
  void showsEnoughDigitsToTellAValueFromItsLimit() {
    var result =
        assess(row(Better.HIGHER, OptionalDouble.of(0.7), NONE), Map.of("m", 0.69999999), false);
    assertThat(result.sentence()).startsWith("m is 0.69999999: 1.0e-08 too low");
  }

  @Test
  void refusesWhatWasNotMeasured() {
    var result = assess(row(Better.HIGHER, OptionalDouble.of(0.7), NONE), Map.of("n", 1.0), true);
    assertThat(result.passed()).isFalse();
    assertThat(result.sentence()).isEqualTo("m was not measured. Measured were n.");
  }

  @ParameterizedTest
  @CsvSource({"NaN", "Infinity", "-Infinity"})
  void refusesWhatIsNoNumber(double value) {
    for (var better : new Better[] {Better.HIGHER, Better.LOWER}) {
      var result = assess(row(better, OptionalDouble.of(0.7), NONE), Map.of("m", value), false);
      assertThat(result.passed()).isFalse();
      assertThat(result.sentence()).startsWith("m is not a number");
    }
  }

  @Test
  void refusesToCompareWithAChampionThatWasNotMeasured() {
    var row = row(Better.HIGHER, OptionalDouble.of(0.7), OptionalDouble.of(0.03));
    var missing = assess(row, Map.of("m", 0.9), true);
    assertThat(missing.passed()).isFalse();
    assertThat(missing.sentence())
        .isEqualTo("champion.m was not measured. The candidate cannot be compared.");
    var metrics = new HashMap<>(Map.of("m", 0.9));
    metrics.put("champion.m", Double.NaN);
    assertThat(assess(row, metrics, true).sentence())
        .startsWith("champion.m is not a number (NaN)");
  }

  @Test
  void comparesWithNobodyWhereThereIsNoChampion() {
    var row = row(Better.HIGHER, OptionalDouble.of(0.7), OptionalDouble.of(0.03));
    var result = assess(row, Map.of("m", 0.71, "champion.m", 0.99), false);
    assertThat(result.passed()).isTrue();
    assertThat(result.champion()).isEmpty();
  }

  @Test
  void passesNothingByARowThatRequiresNothing() {
    assertThat(assess(row(Better.HIGHER, NONE, NONE), Map.of("m", 1.0), true).passed()).isFalse();
  }

  @Test
  void passesNothingByARowThatDoesNotSayWhatIsBetter() {
    assertThat(Better.of("bigger")).isEqualTo(Better.UNKNOWN);
    assertThat(Better.of(null)).isEqualTo(Better.UNKNOWN);
    assertThat(Better.of(" Higher ")).isEqualTo(Better.HIGHER);
    var result = assess(row(Better.UNKNOWN, OptionalDouble.of(0.7), NONE), Map.of("m", 0.8), true);
    assertThat(result.passed()).isFalse();
    assertThat(result.sentence()).contains("neither higher nor lower");
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "0.70, 0.7",
    "0.123456, 0.1235",
    "12.3456, 12.35",
    "123456, 123456",
    "1234567.8, 1234568",
    "0.0000004, 4.0e-07",
    "-0.25, -0.25",
    "500, 500"
  })
  void writesNumbersAsPeopleDo(double value, String text) {
    assertThat(Requirement.text(value)).isEqualTo(text);
  }

  @Test
  void isTightenedNeverLoosened() {
    var table = row(Better.LOWER, OptionalDouble.of(500), NONE);
    assertThat(table.tightened(row(Better.LOWER, OptionalDouble.of(200), NONE)).limit())
        .hasValue(200);
    assertThat(table.tightened(row(Better.LOWER, OptionalDouble.of(9000), NONE)).limit())
        .hasValue(500);
    var unlimited = row(Better.LOWER, NONE, OptionalDouble.of(1));
    assertThat(unlimited.tightened(table).limit()).hasValue(500);
    assertThat(unlimited.tightened(table).tolerance()).hasValue(1);
  }

  private static Requirement row(Better better, OptionalDouble limit, OptionalDouble tolerance) {
    return new Requirement("m", better, limit, tolerance, "Rule_M");
  }

  private static GateResult assess(Requirement row, Map<String, Double> metrics, boolean compared) {
    return row.assess("quality-gate", 3, metrics, compared);
  }
}
