package io.modelrelease.pipelines;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrelease.doors.Visitor;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A pull request is checked, and starts nothing. */
class PullRequestTest extends PipelinesOfATeam {

  /** Without a stored secret: Azure DevOps' own token of such a run may check, and no more. */
  private PipelineRun check(TeamRepository team, String branch) {
    var merge = team.pullRequest(1, branch);
    azureDevOps.claims(
        claims -> {
          claims.put("rpo_ref", "refs/pull/1/merge");
          return claims;
        });
    return remember(
        pipelines(team)
            .token("")
            .predefined("BUILD_REASON", "PullRequest")
            .predefined("BUILD_SOURCEBRANCH", "refs/pull/1/merge")
            .predefined("SYSTEM_PULLREQUEST_TARGETBRANCH", "refs/heads/main")
            .run("dev-model-training", merge, Map.of()));
  }

  @AfterEach
  void asForMain() {
    azureDevOps.claims(UnaryOperator.identity());
  }

  private int releasesOf(String model) {
    return Visitor.json(
            Visitor.withToken(address(), "local-pipeline").get("api/releases?model=" + model))
        .path("items")
        .size();
  }

  @Test
  void isGreenForAModelThatWouldBeReleased() {
    var one = "credit-risk"; // the gates' tables have a row for it
    var team = team(one, newModel());
    var before = releasesOf(one);
    team.git("checkout", "--quiet", "-b", "feature");
    team.change(one);
    team.write("docs.md", "More.\n");
    team.commit("More");

    var run = check(team, "feature");

    assertThat(run.isGreen()).as(run.log()).isTrue();
    assertThat(run.log())
        .containsPattern("credit-risk would be released: [1-9][0-9]* requests to Azure")
        .contains("online-deployment.yml")
        .contains("1 models checked, 0 would not be released; a pull request starts nothing");
    assertThat(run.skipped()).containsExactly("wait");
    assertThat(releasesOf(one)).isEqualTo(before);
  }

  @Test
  void isRedWithWhatThePreFlightFinds() {
    var one = newModel();
    var team = team(one);
    team.git("checkout", "--quiet", "-b", "feature");
    team.change(one);

    var run = check(team, "feature");

    assertThat(run.isGreen()).isFalse();
    assertThat(run.errors())
        .hasSize(2)
        .anySatisfy(line -> assertThat(line).contains("has no row for the model " + one));
  }

  @Test
  void isRedWithEachFaultOfTheProject() {
    var one = newModel();
    var team = team(one);
    team.git("checkout", "--quiet", "-b", "feature");
    team.edit(
        "pipelines/models/%s/job.yml".formatted(one), text -> text.replace("command:", "comand:"));
    team.commit("A typing error");

    var run = check(team, "feature");

    assertThat(run.isGreen()).isFalse();
    assertThat(run.errors())
        .anySatisfy(line -> assertThat(line).contains("job.yml").contains("command"));
    assertThat(releasesOf(one)).isZero();
  }
}
