package io.modelrelease.pipelines;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which models a commit on main releases. */
class ChangedModelsTest extends PipelinesOfATeam {

  /** What becomes of a release does not matter here: none is trained. */
  @Override
  PipelineRun train(TeamRepository team, String commit) {
    var run = super.train(team, commit);
    stop(run);
    return run;
  }

  @Test
  void releasesTheModelThatTheCommitChangedAndNoOther() {
    var one = newModel();
    var team = team(one, newModel());
    var commit = team.change(one);

    var run = train(team, commit);

    assertThat(run.isGreen()).as(run.log()).isTrue();
    assertThat(run.log()).contains("1 releases started or found.");
    assertThat(models(run)).containsExactly(one);
    var release = show(run.release());
    assertThat(release.path("commit").asText()).isEqualTo(commit);
    assertThat(release.path("process").asText()).isEqualTo("model-release");
    var asked = dossier(run.release()).path("asked");
    assertThat(asked.path("author").asText()).isEqualTo("author@example.org");
    assertThat(asked.path("requestedBy").asText()).isEqualTo("scientist@example.org");
  }

  @Test
  void releasesWhatEarlierCommitsOfTheSamePushChanged() {
    var one = newModel();
    var two = newModel();
    var team = team(one, two);
    train(team, team.change(one));
    team.touch(two);
    team.commit("Change two");
    team.touch(one);
    team.commit("Change one");
    team.write("README.md", "Nothing of a model.\n");
    var commit = team.commit("Change neither");
    team.push();

    assertThat(models(train(team, commit))).containsExactlyInAnyOrder(one, two);
  }

  @Test
  void leavesAModelAloneThatDidNotChangeAndTakesUpWhatAFailedRunLeft() {
    var one = newModel();
    var two = newModel();
    var team = team(one, two);
    train(team, team.change(one));
    assertThat(models(train(team, team.change(two)))).containsExactly(two);
    var lost = pipelines(team).token("wrong").run("dev-model-training", team.change(one), Map.of());
    assertThat(lost.isGreen()).isFalse();

    assertThat(models(train(team, team.change(two)))).containsExactlyInAnyOrder(one, two);
  }

  @Test
  void findsTheSameReleaseWhenTheStageRunsAgainAndAnotherByAHigherAttempt() {
    var one = newModel();
    var team = team(one);
    var commit = team.change(one);
    var first = train(team, commit);
    var pipeline = Templates.pipeline(team.pipeline("dev-model-training"), Map.of());
    var second = remember(pipelines(team).stageAttempt(2).again(first, pipeline, commit));
    assertThat(second.release()).isEqualTo(first.release());

    var third =
        remember(
            pipelines(team)
                .run("dev-model-training", commit, Map.of("model", one, "attempt", "2")));
    assertThat(third.release()).isNotEqualTo(first.release());
  }

  @Test
  void isGreenAndSaysSoWhenNoModelChanged() {
    var team = team(newModel());
    team.write("README.md", "Nothing of a model.\n");
    var commit = team.commit("Change no model");
    team.push();

    var run = train(team, commit);

    assertThat(run.isGreen()).as(run.log()).isTrue();
    assertThat(run.log()).contains("changed since it was last released: nothing to start");
    assertThat(run.releases()).isEmpty();
    assertThat(run.skipped()).containsExactly("wait");
  }

  @Test
  void releasesAllModelsOfTheFirstCommit() {
    var one = newModel();
    var two = newModel();
    var team = team(one, two);
    assertThat(models(train(team, team.head()))).containsExactlyInAnyOrder(one, two);
  }

  @Test
  void namesTheAuthorOfTheChangeNotWhoMergedIt() {
    var one = newModel();
    var team = team(one);
    team.git("checkout", "--quiet", "-b", "feature");
    team.touch(one);
    team.commit("Change it", "other@example.org");
    team.git("checkout", "--quiet", "main");
    team.merge("feature");
    team.push();

    var run = train(team, team.head());

    assertThat(dossier(run.release()).path("asked").path("author").asText())
        .isEqualTo("other@example.org");
  }

  @Test
  void comparesWithTheParentAfterHistoryWasWrittenAnew() {
    var one = newModel();
    var two = newModel();
    var team = team(one, two);
    train(team, team.change(one));
    team.git("reset", "--quiet", "--hard", "HEAD^");
    assertThat(models(train(team, team.change(two)))).containsExactly(two);
  }

  @Test
  void leavesAModelAloneThatWasTakenAway() {
    var one = newModel();
    var team = team(one, newModel());
    team.git("rm", "-r", "--quiet", "pipelines/models/" + one);
    var commit = team.commit("Take one away");
    team.push();
    assertThat(train(team, commit).releases()).isEmpty();
  }

  @Test
  void isRedForAShallowCheckout() {
    var one = newModel();
    var team = team(one);
    team.edit(
        "pipelines/aml-cli-v2/start-and-wait.yml",
        text -> text.replace("fetchDepth: '0'", "fetchDepth: '1'"));
    var commit = team.change(one);
    var run = train(team, commit);
    assertThat(run.isGreen()).isFalse();
    assertThat(run.errors()).anySatisfy(line -> assertThat(line).contains("set fetchDepth: 0"));
  }
}
