package io.modelrelease.release.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

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
}
