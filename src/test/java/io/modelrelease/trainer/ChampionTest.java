package io.modelrelease.trainer;

import static io.modelrelease.trainer.SampleProject.CONCRETE_STRENGTH;
import static io.modelrelease.trainer.SampleProject.CREDIT_RISK;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelrelease.trainer.SampleProject.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A champion that cannot score the rows is no failure of the candidate. */
class ChampionTest {
  @TempDir Path temp;
  private Path candidate;
  private Path champion;

  @BeforeEach
  void train() {
    candidate = temp.resolve("candidate");
    champion = temp.resolve("champion");
    CREDIT_RISK.train(candidate, "10", 7);
  }

  private Run evaluated() {
    return CREDIT_RISK.evaluate(candidate, champion, temp.resolve("fingerprint"));
  }

  private static void assertNotCompared(Run run, String why) {
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.metric("auc")).isGreaterThan(0.7);
    assertThat(run.metric("champion.error")).isEqualTo(1);
    assertThat(run.out()).contains("champion.error: ").contains(why).doesNotContain("champion.auc");
  }

  @Test
  void thatNeedsOtherColumnsLeavesAnError() {
    CONCRETE_STRENGTH.train(champion, "10", 7);

    assertNotCompared(evaluated(), "has no column cement");
  }

  @Test
  void thatIsNoModelLeavesAnError() throws IOException {
    Files.createDirectories(champion);

    assertNotCompared(evaluated(), "is no MLflow model folder");
  }

  @Test
  void whoseModelFileIsDamagedLeavesAnError() throws IOException {
    CREDIT_RISK.train(champion, "10", 7);
    Files.writeString(champion.resolve("model.json"), "{\"learner\": {");

    assertNotCompared(evaluated(), "XGBoost cannot load");
  }

  @Test
  void whoseModelFileIsEmptyLeavesAnError() throws IOException {
    CREDIT_RISK.train(champion, "10", 7);
    Files.writeString(champion.resolve("model.json"), "");

    assertNotCompared(evaluated(), "XGBoost cannot load");
  }

  @Test
  void whoseDescriptionIsDamagedLeavesAnError() throws IOException {
    CREDIT_RISK.train(champion, "10", 7);
    Files.writeString(champion.resolve("MLmodel"), "flavors: {xgboost: [");

    assertNotCompared(evaluated(), "MLmodel is damaged");
  }

  @Test
  void thatAnswersSomethingElseThanProbabilitiesLeavesAnError() {
    var arguments = CREDIT_RISK.training(CREDIT_RISK.train(), champion, "10", 7);
    arguments.set(arguments.indexOf("class"), "age");
    arguments.set(arguments.indexOf("binary"), "regression");
    assertThat(SampleProject.run(Map.of(), arguments).exitCode()).isZero();

    assertNotCompared(evaluated(), "does not answer with probabilities");
  }

  @Test
  void aCandidateThatCannotScoreIsAFailure() throws IOException {
    CREDIT_RISK.train(champion, "10", 7);
    Files.delete(candidate.resolve("model.json"));

    var run = evaluated();

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("candidate").contains("model.json");
  }
}
