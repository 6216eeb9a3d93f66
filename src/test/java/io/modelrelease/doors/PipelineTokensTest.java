package io.modelrelease.doors;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrelease.WholeApplication;
import io.modelrelease.azuredevops.ImitatedAzureDevOps;
import io.modelrelease.azuredevops.PipelineJob;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pipelines without a stored secret, and with one as the password of HTTP Basic. */
class PipelineTokensTest extends WholeApplication {
  private static final String PATH = "api/releases";

  private final PipelineJob job = AZURE_DEVOPS.job();

  private static String release() {
    var bytes = new byte[20];
    new SecureRandom().nextBytes(bytes);
    return "{\"model\": \"credit-risk\", \"commit\": \"%s\"}"
        .formatted(HexFormat.of().formatHex(bytes));
  }

  /** As a step of the job asks for it. */
  private String askedFor() throws IOException, InterruptedException {
    var environment = job.environment();
    var request =
        HttpRequest.newBuilder(
                URI.create(environment.get("SYSTEM_OIDCREQUESTURI") + "?api-version=7.1"))
            .header("Authorization", "Bearer " + environment.get("SYSTEM_ACCESSTOKEN"))
            .POST(HttpRequest.BodyPublishers.noBody())
            .build();
    var answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    return Visitor.json(answer).get("oidcToken").asText();
  }

  private static String token(ImitatedAzureDevOps from, PipelineJob job, String claim, String as) {
    return from.idToken(job, with(claim, as));
  }

  private static UnaryOperator<Map<String, Object>> with(String claim, String value) {
    return claims -> {
      var changed = new HashMap<>(claims);
      if (value == null) {
        changed.remove(claim);
      } else {
        changed.put(claim, value);
      }
      return changed;
    };
  }

  private Visitor with(String token) {
    return Visitor.withToken(address(), token);
  }

  private static String detail(HttpResponse<String> answer) {
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    return Visitor.json(answer).get("detail").asText();
  }

  @Test
  void aJobStartsAReleaseWithTheTokenOfItsRunOnce() throws Exception {
    var token = askedFor();
    var started = with(token).post(PATH, release());
    assertThat(started.statusCode()).as(started.body()).isEqualTo(202);
    var id = Visitor.json(started).get("id").asText();
    var asked = with(askedFor()).get(PATH + "/" + id + "/dossier");
    assertThat(Visitor.json(asked).get("asked").get("caller").asText()).isEqualTo(PIPELINE);

    var again = with(token).post(PATH, release());
    assertThat(again.statusCode()).isEqualTo(401);
    assertThat(detail(again)).contains("used before", "new one for each request");
    assertThat(again.headers().allValues("WWW-Authenticate"))
        .contains("Bearer realm=\"Model Release\", error=\"invalid_token\"");
    assertThat(with(askedFor()).delete(PATH + "/" + id).statusCode())
        .as("the pipeline that asked may stop")
        .isEqualTo(202);
  }

  @ParameterizedTest
  @CsvSource({
    "rpo_ref, refs/heads/other, branch refs/heads/other of definition 17 is not allowed; set modelrelease.security.azure-devops.pipelines.credit-risk-pipeline.branches",
    "rpo_ref, refs/heads/main2, branch refs/heads/main2 of",
    "rpo_ref, refs/tags/main, branch refs/tags/main of",
    "rpo_ref, refs/pull/7/head, branch refs/pull/7/head of",
    "def_id, 18, definition 18 is not allowed; set modelrelease.security.azure-devops.pipelines.<name>.definition",
    "prj_id, 00000000-0000-0000-0000-000000000001, project 00000000-0000-0000-0000-000000000001 is not allowed",
    "org_id, 00000000-0000-0000-0000-000000000001, organization 00000000-0000-0000-0000-000000000001",
    "def_id, , It names no definition (claim def_id)",
    "aud, api://other, It is meant for [api://other]; expected api://AzureADTokenExchange",
  })
  void whatIsNotPinnedIsRefusedAndSaysWhatToSet(String claim, String value, String why) {
    var token = token(AZURE_DEVOPS, job, claim, value);
    for (var i = 0; i < 2; i++) { // and does not count as used
      var answer = with(token).post(PATH, release());
      assertThat(answer.statusCode()).isEqualTo(401);
      assertThat(detail(answer)).contains(why);
    }
  }

  @Test
  void anotherOrganizationIsRefusedWhateverItsTokensClaim() {
    try (var other = new ImitatedAzureDevOps()) {
      var own = with(other.idToken(other.job(), UnaryOperator.identity())).get(PATH);
      assertThat(own.statusCode()).isEqualTo(401);
      assertThat(detail(own)).contains("Tokens of " + other.issuer() + " are not taken here");

      var forged = with(token(other, other.job(), "iss", AZURE_DEVOPS.issuer())).get(PATH);
      assertThat(forged.statusCode()).isEqualTo(401);
      assertThat(detail(forged)).contains("not signed (RS256) with a key that");
    }
  }

  @Test
  void aRunForAPullRequestIsCheckedAndStartsNothing() {
    var pullRequest = with("rpo_ref", "refs/pull/7/merge");
    var visitor = with(AZURE_DEVOPS.idToken(job, pullRequest));
    assertThat(visitor.post(PATH, release()).statusCode()).isEqualTo(403);
    var reader = with(AZURE_DEVOPS.idToken(job, pullRequest));
    assertThat(reader.get(PATH).statusCode()).isEqualTo(403);
    var check = with(AZURE_DEVOPS.idToken(job, pullRequest)).post("api/checks", release());
    assertThat(check.statusCode()).as(check.body()).isEqualTo(200);
  }

  @Test
  void aConfiguredTokenIsAlsoAPasswordUnderAnyNameOrNone() {
    for (var name : new String[] {"", "anything", "local-pipeline"}) {
      var visitor = Visitor.withBasic(address(), name, "local-pipeline");
      assertThat(visitor.get(PATH).statusCode()).as(name).isEqualTo(200);
    }
    var started = Visitor.withBasic(address(), "", "local-pipeline").post(PATH, release());
    var id = Visitor.json(started).get("id").asText();
    var operator = Visitor.withBasic(address(), "operator");
    assertThat(
            Visitor.json(operator.get(PATH + "/" + id + "/dossier"))
                .get("asked")
                .get("caller")
                .asText())
        .isEqualTo("local-pipeline");
    operator.delete(PATH + "/" + id);
  }

  @Test
  void wrongPasswordsAreToldAndSlowedDownForThatNameAlone() {
    for (var i = 0; i < 5; i++) {
      var wrong = Visitor.withBasic(address(), "guesser", "guess" + i).get(PATH);
      assertThat(wrong.statusCode()).isEqualTo(401);
      assertThat(detail(wrong)).contains("wrong");
    }
    var right = Visitor.withBasic(address(), "guesser", "local-pipeline").get(PATH);
    assertThat(right.statusCode()).isEqualTo(401);
    assertThat(detail(right)).contains("has to wait");
    var other = Visitor.withBasic(address(), "connection", "local-pipeline").get(PATH);
    assertThat(other.statusCode()).isEqualTo(200);
  }
}
