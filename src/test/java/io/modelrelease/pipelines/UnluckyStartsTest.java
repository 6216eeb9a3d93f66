package io.modelrelease.pipelines;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A start that does not go: the run is red, and says what to do; no token shows. */
class UnluckyStartsTest extends PipelinesOfATeam {
  private record Answer(int status, String body) {}

  private static final ArrayDeque<Answer> ANSWERS = new ArrayDeque<>();
  private static final List<String> TOKENS = new ArrayList<>();
  private static final List<String> KEYS = new ArrayList<>();
  private static final List<String> BODIES = new ArrayList<>();

  @TempDir private static Path home;

  private static HttpServer server;
  private static String model;
  private static TeamRepository team;

  /** A server that answers what the application would in its bad hours. */
  @BeforeAll
  static void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          BODIES.add(
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.ISO_8859_1));
          TOKENS.add(exchange.getRequestHeaders().getFirst("Authorization"));
          KEYS.add(exchange.getRequestHeaders().getFirst("Idempotency-Key"));
          var answer = ANSWERS.isEmpty() ? new Answer(200, "{}") : ANSWERS.poll();
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
            home, "http://127.0.0.1:%d/".formatted(server.getAddress().getPort()), model);
  }

  @AfterAll
  static void close() {
    server.stop(0);
  }

  @BeforeEach
  void forget() {
    ANSWERS.clear();
    TOKENS.clear();
    KEYS.clear();
    BODIES.clear();
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
          ANSWERS.add(new Answer(status, "{\"detail\":\"Said by \\\"it\\\".\"}"));
          isRed(run(pipelines(team)), remedy, "Said by \"it\".");
        });
  }

  @Test
  void waitsOnceForAsLongAsABusyServerSays() {
    ANSWERS.add(new Answer(429, "{\"detail\":\"Too many.\"}"));
    ANSWERS.add(new Answer(202, "{\"id\":\"x-1-abc\",\"state\":\"running\"}"));
    var run = run(pipelines(team).connectionToken("any"));
    assertThat(run.release()).isEqualTo("x-1-abc");
    assertThat(run.pauses()).containsExactly("7");

    ANSWERS.add(new Answer(429, "{\"detail\":\"Too many.\"}"));
    ANSWERS.add(new Answer(429, "{\"detail\":\"Too many.\"}"));
    isRed(run(pipelines(team)), "too many starts", "Too many.");
  }

  @Test
  void asksAFewTimesWhenNobodyAnswers() {
    var lost = TeamRepository.at(folder, "http://127.0.0.1:1/", model);
    var run = pipelines(lost).run("dev-model-training", lost.head(), Map.of("model", model));
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
    ANSWERS.add(new Answer(503, "{}"));
    ANSWERS.add(new Answer(202, "{\"id\":\"x-1-abc\",\"state\":\"running\"}"));
    var run = run(pipelines(team).token(""));
    assertThat(run.release()).isEqualTo("x-1-abc");
    assertThat(TOKENS.subList(0, 2))
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

  /** What runs the pipeline may be something else than Azure DevOps. */
  @Test
  void startsOnceInARunThatHasNoBuild() {
    ANSWERS.add(new Answer(202, "{\"id\":\"x-1-abc\",\"state\":\"running\"}"));
    ANSWERS.add(new Answer(200, "{\"id\":\"x-1-abc\",\"state\":\"running\"}"));
    var template =
        ClassicTemplatesTest.template(
            "create-endpoint", Map.of("model", model, "modelVersion", "1"));
    var run =
        pipelines(team)
            .predefined("BUILD_BUILDID", "")
            .predefined("BUILD_SOURCEVERSION", "")
            .run(
                Templates.steps(
                    team.pipeline("classic"),
                    List.of(Map.<String, Object>of("checkout", "self"), template, template),
                    Map.of()),
                team.head());
    assertThat(run.isGreen()).as(run.log()).isTrue();
    assertThat(KEYS).hasSize(2).allMatch(key -> key.startsWith("run-"));
    assertThat(Set.copyOf(KEYS)).hasSize(1);
    assertThat(BODIES).allMatch(body -> body.contains("\"commit\": \"" + team.head() + "\""));
  }

  @Test
  void tamesWhatOthersWrote() {
    ANSWERS.add(
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
    assertThat(BODIES.get(0)).contains("\"author\": \"a\\\"b\\\\c@example.org\"");
  }

  @Test
  void isRedWhenSomebodyElseAnswers() {
    ANSWERS.add(new Answer(200, "<html>Please log in</html>"));
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
    assertThat(TOKENS).isEmpty();
  }
}
