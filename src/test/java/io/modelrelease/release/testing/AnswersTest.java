package io.modelrelease.release.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnswersTest {

  @Test
  void readsABatchDeploymentsFileInTheOrderOfItsRows() {
    assertThat(Answers.predictions("1,0.25,rows.csv\n0,0.75,rows.csv\n2, 1e-3 ,rows.csv\n"))
        .containsExactly(0.75, 0.25, 0.001);
  }

  @Test
  void readsRowsByNumberNotByText() {
    assertThat(Answers.predictions("10,10.0,f\n9,9.0,f\n")).containsExactly(9.0, 10.0);
  }

  @Test
  void readsNoAnswersFromAnEmptyFile() {
    assertThat(Answers.predictions("")).isEmpty();
  }

  @Test
  void failsOnAFileThatIsNone() {
    assertThatThrownBy(() -> Answers.predictions("row,prediction,file\n0,0.5,f\n"))
        .isInstanceOf(NumberFormatException.class);
  }

  @Test
  void readsTheAnswersOfATeamsOwnScript() {
    assertThat(Answers.predictions("3.5\n1\n2.25\n")).containsExactly(3.5, 1.0, 2.25);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[1.5, 2]",
        "\"[1.5, 2]\"",
        "{\"predictions\": [1.5, 2], \"model\": \"own\"}",
        "\"{\\\"result\\\": [1.5, 2]}\""
      })
  void findsTheListInWhatScriptsAnswer(String answer) throws Exception {
    var json = new ObjectMapper();
    assertThat(Answers.list(json, json.readTree(answer)).toString()).isEqualTo("[1.5,2]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"not a list\"", "{\"a\": [1], \"b\": [2]}", "3", "\"\\\"text\\\"\""})
  void leavesAloneWhatHoldsNoSingleList(String answer) throws Exception {
    var json = new ObjectMapper();
    var body = json.readTree(answer);
    assertThat(Answers.list(json, body).isArray()).isFalse();
  }
}
