package io.modelrelease.pipelines;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A start that does not go: the run is red, and says what to do; no token shows. */
class UnluckyStartsTest extends PipelinesOfATeam {
  private record Answer(int status, String body) {}

  private final ArrayDeque<Answer> answers = new ArrayDeque<>();
  private final List<String> tokens = new ArrayList<>();
  private final List<String> bodies = new ArrayList<>();
  private HttpServer server;
  private String model;
  private TeamRepository team;

  /** A server that answers what the application would in its bad hours. */
  @BeforeEach
  void server() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          bodies.add(
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.ISO_8859_1));
          tokens.add(exchange.getRequestHeaders().getFirst("Authorization"));
          var answer = answers.isEmpty() ? new Answer(200, "{}") : answers.poll();
          var body = answer.body().getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().set("Retry-After", "7");
          exchange.sendResponseHeaders(answer.status(), body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    model = newModel();
    team =
        TeamRepository.at(
            folder, "http://127.0.0.1:%d/".formatted(server.getAddress().getPort()), model);
  }

  @AfterEach
  void close() {
    server.stop(0);
  }

  private PipelineRun run(AzurePipelines pipelines) {
    return pipelines.run("dev-model-training", team.head(), Map.of("model", model));
  }

  private static void isRed(PipelineRun run, String... words) {
    assertThat(run.isGreen()).as(run.log()).isFalse();
    assertThat(String.join("\n", run.errors())).as(run.log()).contains(words);
    assertThat(run.skipped()).containsExactly("wait");
  }

  @Test
  void saysForEachRefusalWhatToDo() {
    var remedies =
        Map.of(
            401, "Put the one that the server knows as a secret into the variable group",
            403, "Whoever runs the server gives the role",
            404, "Is modelReleaseUrl in config.yml right",
            409, "a higher attempt",
            413, "the project is too large",
            422, "Correct and commit them",
            500, "Run the stage again",
            400, "the server answered 400");
    remedies.forEach(
        (status, remedy) -> {
          answers.add(new Answer(status, "{\"detail\":\"Said by \\\"it\\\".\"}"));
          isRed(run(pipelines(team)), remedy, "Said by \"it\".");
        });
  }

  @Test
  void waitsOnceForAsLongAsABusyServerSays() {
    answers.add(new Answer(429, "{\"detail\":\"Too many.\"}"));
    answers.add(new Answer(202, "{\"id\":\"x-1-abc\",\"state\":\"running\"}"));
    var run = run(pipelines(team).connectionToken("any"));
    assertThat(run.release()).isEqualTo("x-1-abc");
    assertThat(run.pauses()).containsExactly("7");

    answers.add(new Answer(429, "{\"detail\":\"Too many.\"}"));
    answers.add(new Answer(429, "{\"detail\":\"Too many.\"}"));
    isRed(run(pipelines(team)), "too many starts", "Too many.");
  }

  @Test
  void asksAFewTimesWhenNobodyAnswers() {
    server.stop(0);
    var run = run(pipelines(team));
    isRed(run, "nobody answers at http://127.0.0.1", "is modelReleaseUrl in config.yml right?");
    assertThat(run.pauses()).containsExactly("2", "4", "6", "8");
  }

  @Test
  void isRedWithoutAnyToken() {
    isRed(
        run(pipelines(team).token("").predefined("SYSTEM_OIDCREQUESTURI", "")),
        "MODEL_RELEASE_TOKEN is not set",
        "put it as a secret into the variable group model-release");
  }

  @Test
  void comesWithATokenOfItsOwnForEachRequestWhenTheGroupHasNone() {
    answers.add(new Answer(503, "{}"));
    answers.add(new Answer(202, "{\"id\":\"x-1-abc\",\"state\":\"running\"}"));
    var run = run(pipelines(team).token(""));
    assertThat(run.release()).isEqualTo("x-1-abc");
    assertThat(tokens.subList(0, 2))
        .doesNotHaveDuplicates()
        .allMatch(one -> one.startsWith("Bearer ey"));
    assertThat(run.masked()).hasSize(2);
    assertThat(azureDevOps.seen("POST", "oidctoken")).hasSize(2);
    for (var token : run.masked()) {
      assertThat(run.log()).doesNotContain(token);
    }
  }

  @Test
  void isRedWhenAzureDevOpsGivesNoToken() {
    azureDevOps.refuse("POST .*oidctoken", 1, 403, Map.of());
    isRed(run(pipelines(team).token("")), "Azure DevOps did not give this job a token of its own");
  }

  @Test
  void tamesWhatOthersWrote() {
    answers.add(
        new Answer(
            422,
            "{\"detail\":\"a.yml: ##vso[task.setvariable variable=x]y\\n##vso[task.complete]\"}"));
    var run = run(pipelines(team));
    isRed(run, "# #vso[task.setvariable variable=x]y # #vso[task.complete]");
  }

  @Test
  void writesAnAuthorWithQuotesAsOneText() {
    team.touch(model);
    team.commit("Quoted", "a\"b\\c@example.org");
    team.push();
    run(pipelines(team));
    assertThat(bodies.get(0)).contains("\"author\": \"a\\\"b\\\\c@example.org\"");
  }

  @Test
  void isRedWhenSomebodyElseAnswers() {
    answers.add(new Answer(200, "<html>Please log in</html>"));
    isRed(run(pipelines(team)), "not with a release");
  }

  @Test
  void refusesParametersThatAreNone() {
    for (var wrong :
        List.of(
            Map.of("model", "no such", "modelVersion", "1"),
            Map.of("model", "x", "modelVersion", "v1"),
            Map.of("model", "x"))) {
      var run = pipelines(team).run("prod-online-endpoint", team.head(), wrong);
      assertThat(run.isGreen()).isFalse();
      assertThat(run.errors()).hasSize(1).first().asString().startsWith("model");
    }
    isRed(
        pipelines(team).run("dev-model-training", team.head(), Map.of("model", "unknown")),
        "There is no model project unknown");
    assertThat(tokens).isEmpty();
  }
}
