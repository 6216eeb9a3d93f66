package io.modelrelease.release.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.junit.jupiter.api.Test;

class FeatureRowsTest {
  private static final FeatureRows ROWS =
      FeatureRows.read("age,job,label\n28,\"skilled, \"\"own\"\"\",1\n30.50,none,0\n,x,1\n");

  @Test
  void keepsValuesAsTheyWereWritten() {
    assertThat(ROWS.csv())
        .isEqualToNormalizingNewlines(
            "age,job,label\n28,\"skilled, \"\"own\"\"\",1\n30.50,none,0\n,x,1\n");
    assertThat(ROWS.size()).isEqualTo(3);
  }

  @Test
  void asksAnMlflowDeploymentWithColumnsIndexAndTypedData() {
    assertThat(ROWS.without("label").scoringBody(new ObjectMapper()))
        .hasToString(
            "{\"input_data\":{\"columns\":[\"age\",\"job\"],\"index\":[0,1,2],\"data\":"
                + "[[28,\"skilled, \\\"own\\\"\"],[30.50,\"none\"],[null,\"x\"]]}}");
  }

  @Test
  void asksWithTruthsWhereAColumnHoldsNothingElse() {
    var rows = FeatureRows.read("senior,answer\nTrue,true\nFALSE,maybe\n,false\n");
    assertThat(rows.scoringBody(new ObjectMapper()).at("/input_data/data"))
        .hasToString("[[true,\"true\"],[false,\"maybe\"],[null,\"false\"]]");
  }

  @Test
  void leavesOneColumnOutAndAddsAnother() {
    var changed = ROWS.without("job").with("prediction", List.of(0.1, 0.2, 0.3));
    assertThat(changed.columns()).containsExactly("age", "label", "prediction");
    assertThat(changed.values().get(1)).containsExactly("30.50", "0", "0.2");
    assertThat(changed.numbers("prediction")).containsExactly(0.1, 0.2, 0.3);
  }

  @Test
  void takesSomeOfTheRows() {
    assertThat(ROWS.first(2).size()).isEqualTo(2);
    assertThat(ROWS.first(100).size()).isEqualTo(3);
    assertThat(ROWS.from(2, 100).values()).containsExactly(List.of("", "x", "1"));
  }

  @Test
  void saysWhichColumnIsMissing() {
    assertThatThrownBy(() -> ROWS.without("income"))
        .hasMessage("There is no column income among [age, job, label]");
  }

  @Test
  void refusesAFingerprintWithoutRowsOrAnswers() {
    assertThatThrownBy(() -> Fingerprint.read("age,prediction\n")).hasMessageContaining("no rows");
    assertThatThrownBy(() -> Fingerprint.read("")).hasMessageContaining("no rows");
    assertThatThrownBy(() -> Fingerprint.read("age\n3\n")).hasMessageContaining("prediction");
    assertThatThrownBy(() -> Fingerprint.read("age,prediction\n3,yes\n"))
        .isInstanceOf(NumberFormatException.class);
  }

  @Test
  void provesNothingByNoAnswer() {
    assertThat(Fingerprint.difference(List.of(), List.of())).isInfinite();
  }

  @Test
  void writesAFingerprintThatReadsTheSame() {
    var csv = "age,job,prediction\n28,skilled,0.75\n";
    assertThat(Fingerprint.read(csv).csv()).isEqualToNormalizingNewlines(csv);
  }
}
