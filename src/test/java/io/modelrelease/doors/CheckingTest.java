package io.modelrelease.doors;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelrelease.WholeApplication;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.web.context.WebApplicationContext;

/** What a release would do and find; nothing starts, nothing is kept. */
class CheckingTest extends WholeApplication {
  private static final String PATH = "api/checks";

  @Autowired private WebApplicationContext application;
  private Kept before;

  @BeforeEach
  void look() {
    before = Kept.by(application);
  }

  @AfterEach
  void nothingIsKept() {
    assertThat(Kept.by(application)).isEqualTo(before);
  }

  private HttpResponse<String> check(String json) {
    return Visitor.withToken(address(), "local-pipeline").post(PATH, json);
  }

  private HttpResponse<String> check(String json, TarGz project) {
    return Visitor.withToken(address(), "local-pipeline")
        .multipart(
            PATH,
            Multipart.BOUNDARY,
            Multipart.empty().part("release", json).part("project", project.bytes()).bytes());
  }

  private static JsonNode ok(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return Visitor.json(answer);
  }

  private static List<String> paths(JsonNode check) {
    return check.path("plan").path("requests").findValuesAsText("path");
  }

  @Test
  void showsWhatAReleaseWouldSendBeforeThereIsACommit() {
    var check = ok(check("{\"model\": \"credit-risk\"}", TarGz.creditRisk()));
    assertThat(check.path("model").asText()).isEqualTo("credit-risk");
    assertThat(check.has("commit")).isTrue();
    assertThat(check.path("commit").isNull()).isTrue();
    assertThat(check.path("passed").asBoolean()).as(check.path("findings").toString()).isTrue();
    assertThat(paths(check))
        .anyMatch(path -> path.contains("mlw-dev/jobs/"))
        .anyMatch(path -> path.contains("mlw-production/onlineEndpoints/"));
    assertThat(check.at("/plan/requests/0/yaml").asText()).isEqualTo("data-train.yml");
    assertThat(check.at("/plan/requests/0/method").asText()).isEqualTo("PUT");
    assertThat(check.at("/plan/requests/0/body").isObject()).isTrue();
    assertThat(check.at("/plan/notes").toString()).contains("becomes credit-risk:1");
  }

  @Test
  void findsWhatThePreFlightOfAReleaseWouldFind() {
    var nowhere =
        TarGz.creditRisk()
            .edited("job.yml", yaml -> yaml.replace("azureml:cpu-cluster", "azureml:gone-cpu"));
    var check = ok(check("{\"model\": \"credit-risk\"}", nowhere));
    assertThat(check.path("passed").asBoolean()).isFalse();
    assertThat(check.path("findings"))
        .anySatisfy(
            finding -> {
              assertThat(finding.path("severity").asText()).isEqualTo("refuse");
              assertThat(finding.path("what").asText()).contains("no gone-cpu in computes");
              assertThat(finding.path("next").asText()).isNotBlank();
            });
  }

  @Test
  void findsWhatTheDoorWouldRefuse() {
    var unknown = ok(check("{\"model\": \"unheard-of\"}"));
    assertThat(unknown.path("passed").asBoolean()).isFalse();
    assertThat(unknown.at("/findings/0/where").asText()).isEqualTo("model");
    assertThat(unknown.at("/findings/0/what").asText()).contains("unheard-of");
    assertThat(unknown.at("/findings/0/next").asText()).contains("Upload it");
    assertThat(unknown.at("/plan/requests").isEmpty()).isTrue();

    var other = ok(check("{\"model\": \"concrete-strength\"}", TarGz.creditRisk()));
    assertThat(other.path("passed").asBoolean()).isFalse();
    assertThat(other.at("/findings/0/what").asText())
        .contains("concrete-strength", "name: credit-risk");
    assertThat(other.at("/findings/0/next").asText()).isNotBlank();

    var step =
        ok(
            check(
                "{\"model\": \"credit-risk\", \"process\": \"prod-online-endpoint\", \"modelVersion\": 99999}"));
    assertThat(step.at("/findings/0/where").asText()).isEqualTo("modelVersion");
  }

  @Test
  void plansTrainingAlone() {
    var check =
        ok(check("{\"model\": \"concrete-strength\", \"process\": \"dev-model-training\"}"));
    assertThat(paths(check)).isNotEmpty().allMatch(path -> path.contains("/mlw-dev/"));
  }

  @Test
  void refusesWhatAStartRefuses() {
    var faulty = TarGz.of(Path.of("pipelines/models/credit-risk")).replaced("model.yml", "name: 7");
    var answer = check("{\"model\": \"credit-risk\"}", faulty);
    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(Visitor.json(answer).path("field").asText()).isEqualTo("project");

    assertThat(check("{\"model\": \"a b\", \"attempt\": 0}").statusCode()).isEqualTo(400);
    assertThat(
            Visitor.withToken(address(), "local-pipeline")
                .form(PATH, "model", "credit-risk")
                .statusCode())
        .isEqualTo(415);
    assertThat(check(" ".repeat(300 << 10)).statusCode()).isEqualTo(413);
    assertThat(
            Visitor.withBasic(address(), "approver")
                .post(PATH, "{\"model\": \"credit-risk\"}")
                .statusCode())
        .isEqualTo(403);
    assertThat(Visitor.anonymous(address()).post(PATH, "{}").statusCode()).isEqualTo(401);
  }
}
