package io.modelrelease.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BinaryOperator;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Whole releases over a bad network to a bad Azure. Each completes by itself, shows a person what
 * to do and completes then, or ends by name; none is lost, none is done twice, none hangs. All go
 * at once, each with a model of its own, whose name is in the paths of its faults.
 */
@Tag("faults")
class FaultsOverTheWholeWayTest extends FaultyAzure {
  private static final int AT_ONCE = 4;

  private final Map<String, CompletableFuture<Story>> stories = new ConcurrentHashMap<>();
  private final ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
  private Person approver;
  private Person operator;

  /** How a release went. */
  private record Story(JsonNode view, JsonNode dossier, List<Bystanders.Shown> shown) {}

  /** The first test starts all; each waits for its own. */
  @BeforeEach
  void start() {
    if (!stories.isEmpty()) {
      return;
    }
    approver = Person.loggedIn(application, "approver");
    operator = Person.loggedIn(application, "operator");
    tell("throttled", model -> List.of(FaultOrders.throttling(model)));
    tell(
        "vanished",
        List.of(deleteStagingEndpoint(), recreateStagingEndpoint()),
        FaultOrders::oneFailed);
    tell("late", FaultOrders::late);
    tell("broken", FaultOrders::operationsThatFail);
    tell("stuck", List.of(this::deleteWhatIsStuck), FaultOrders::stuck);
    tell("cut", model -> FaultOrders.everywhere(model, "\"fault\": \"reset\""));
    tell("lost", model -> FaultOrders.everywhere(model, "\"fault\": \"reset-after\""));
    tell("bursts", FaultOrders::bursts);
    tell("down", FaultOrders::down);
    tell("locked", FaultOrders::tokens);
    stories.put("orphan", async(this::productionDeleted));
    stories.put("undone", async(this::undoneOverABadNetwork));
  }

  @AfterAll
  void end() {
    threads.shutdownNow();
  }

  private CompletableFuture<Story> async(Supplier<Story> story) {
    return CompletableFuture.supplyAsync(story, threads);
  }

  private void tell(String model, Function<String, List<String>> faults) {
    tell(model, List.of(), faults);
  }

  private void tell(String model, List<Runnable> mends, Function<String, List<String>> faults) {
    stories.put(
        model,
        async(
            () -> {
              faults.apply(model).forEach(azure::fault);
              return through(start(model, 1, signedIn(model)), people -> people.mending(mends));
            }));
  }

  /** Two of the models are asked with tokens instead of keys. */
  private static BinaryOperator<String> signedIn(String model) {
    var mode = Map.of("cut", "aml_token", "lost", "aad_token").getOrDefault(model, "key");
    return (file, text) ->
        file.equals("online-endpoint.yml")
            ? text.replace("auth_mode: key", "auth_mode: " + mode)
            : text;
  }

  private Story through(String release, Consumer<Bystanders> prepare) {
    var people = new Bystanders(team, approver, operator, release);
    prepare.accept(people);
    var view = people.seeThrough();
    return new Story(view, team.dossier(release), people.shown());
  }

  private Story productionDeleted() {
    var model = "orphan";
    through(start(model, 1), people -> {});
    return through(
        start(model, 2),
        people ->
            people.beforeApproval(
                () -> {
                  delete(azure.onlineEndpoint("mlw-production", model));
                  delete(azure.batchEndpoint("mlw-staging", model));
                }));
  }

  private Story undoneOverABadNetwork() {
    var model = "undone";
    through(start(model, 1), people -> {});
    var put = "mlw-production/onlineEndpoints/%s-[^/]*$".formatted(model);
    azure.fault(
        FaultOrders.order(
            "POST",
            "/online/mlw-production/%s-.*/score".formatted(model),
            "\"header\": {\"azureml-model-deployment\": \"\"}, \"times\": 1000, \"fault\": \"status\", \"status\": 404, \"error\": {\"code\": \"ResourceNotFound\", \"message\": \"The endpoint was not found.\"}"));
    azure.fault(
        FaultOrders.order(
            "PUT", put, "\"skip\": 1, \"times\": 2, \"fault\": \"status\", \"status\": 500"));
    azure.fault(FaultOrders.order("PUT", put, "\"skip\": 1, \"fault\": \"reset-after\""));
    azure.fault(
        FaultOrders.order(
            "DELETE",
            "/deployments/v002",
            "\"times\": 2, \"fault\": \"status\", \"status\": 503, \"every\": 2"));
    return through(start(model, 2), people -> {});
  }

  // -- what people do on Azure

  private void delete(JsonNode endpoint) {
    assertThat(azure.arm("DELETE", endpoint.path("id").asText(), "")).isEqualTo(202);
  }

  private Runnable deleteStagingEndpoint() {
    return () -> delete(azure.onlineEndpoint("mlw-staging", "vanished"));
  }

  private Runnable recreateStagingEndpoint() {
    return () -> {
      var put =
          azure.journal().stream()
              .filter(line -> line.path("method").asText().equals("PUT"))
              .filter(
                  line ->
                      line.path("path")
                          .asText()
                          .matches(".*mlw-staging/onlineEndpoints/vanished-[^/]*"))
              .findFirst()
              .orElseThrow();
      assertThat(azure.arm("PUT", put.path("path").asText(), put.path("body").toString()))
          .isEqualTo(201);
    };
  }

  private void deleteWhatIsStuck() {
    delete(azure.batchEndpoint("mlw-staging", "stuck"));
  }

  // -- what became of it

  private Story over(String model, String fault, String where) {
    var story = stories.get(model).join();
    var view = story.view();
    var end = view.path("step").asText();
    if (story.shown().isEmpty()) {
      FaultReport.add(
          fault,
          where,
          view.path("state").asText().equals("completed") ? "completed by itself" : "named end",
          end,
          view.path("reason").asText().isEmpty() ? "-" : view.path("reason").asText());
    }
    story
        .shown()
        .forEach(
            shown ->
                FaultReport.add(
                    fault,
                    shown.where(),
                    shown.how().equals("incident")
                        ? "incident after retries, completed after a retry in Cockpit"
                        : shown.how() + ", completed after it",
                    shown.how() + ", then " + end,
                    shown.sentence()));
    assertThat(view.path("incidents")).isEmpty();
    assertThat(story.dossier().path("end").path("endEvent").asText())
        .as("%s, %s", view, story.dossier().path("end"))
        .isEqualTo(end);
    return story;
  }

  /** In production with all that it should have there, and created once. */
  private Story completed(String model, String fault, String where) {
    var story = over(model, fault, where);
    var view = story.view();
    assertThat(view.path("state").asText()).as("%s", view).isEqualTo("completed");
    var version = "v%03d".formatted(view.path("modelVersion").asInt());
    assertThat(production(model).traffic().toString()).isEqualTo("{\"" + version + "\":100}");
    assertThat(production(model).batchDefault()).isEqualTo(version);
    assertThat(azure.deployments(azure.onlineEndpoint("mlw-staging", model))).isEmpty();
    return story;
  }

  /**
   * @param but parts of the paths of what failed, or was deleted, and then came into being again
   */
  private void createdOnce(String model, String... but) {
    var created =
        azure.created(
            line ->
                line.path("path").asText().contains("/" + model)
                    && Stream.of(but).noneMatch(line.path("path").asText()::contains));
    assertThat(created)
        .hasSizeGreaterThan(10)
        .allSatisfy((path, times) -> assertThat(times).as(path).isEqualTo(1));
  }

  private static List<String> how(Story story) {
    return story.shown().stream().map(Bystanders.Shown::how).toList();
  }

  @Test
  void completesByItselfWhenEverySecondRequestIsThrottled() {
    var story =
        completed("throttled", "429 with Retry-After: 1", "every second request of the whole way");
    assertThat(story.shown()).isEmpty();
    createdOnce("throttled");
  }

  @Test
  void completesByItselfOverBurstsOfServerErrors() {
    var story =
        completed(
            "bursts",
            "5xx bursts",
            "500 twice at each kind of change, 502 at every third read, 503 at uploads");
    assertThat(story.shown()).isEmpty();
    createdOnce("bursts");
  }

  @Test
  void completesByItselfWhenConnectionsBreakBeforeTheWork() {
    var story = completed("cut", "reset before the work", "once at each kind of change");
    assertThat(story.shown()).isEmpty();
    createdOnce("cut");
  }

  @Test
  void completesByItselfWhenConnectionsBreakAfterTheWork() {
    var story = completed("lost", "reset after the work", "once at each kind of change");
    assertThat(story.shown()).isEmpty();
    createdOnce("lost");
  }

  @Test
  void completesByItselfWhenAnswersComeLaterThanTheClientWaits() {
    var story =
        completed(
            "late",
            "answer 3 s later than the client's limit, the work done",
            "jobs, publishing, deployment, scoring, batch invocation, shift");
    assertThat(story.shown()).isEmpty();
    createdOnce("late");
  }

  @Test
  void asksForRepairOfEachOperationThatEndsFailed() {
    var story = completed("broken", "operation ends Failed", "-");
    // what could not be created is deleted and created again
    createdOnce(
        "broken", "/publish", "/mlw-staging/onlineEndpoints/", "/mlw-staging/batchEndpoints/");
    assertThat(how(story)).hasSize(7).containsOnly("repair task");
    assertThat(story.shown())
        .allSatisfy(
            shown ->
                assertThat(shown.sentence())
                    .contains("Azure took the request to ", " of broken version 1 in ")
                    .contains("OutOfCapacity: There is no capacity for Standard_DS3_v2")
                    .contains("What to do: "));
    assertThat(story.shown())
        .extracting(Bystanders.Shown::where)
        .containsExactlyInAnyOrder(
            "create compute in dev",
            "submit training job in dev",
            "register in staging in staging",
            "create online endpoint in staging",
            "create batch deployment in staging",
            "shift online traffic in production",
            "shift batch default in production");
  }

  @Test
  void asksWhatToDoWithAnOperationThatNeverEnds() {
    var story = completed("stuck", "stuck Updating", "-");
    createdOnce("stuck", "/batchEndpoints/");
    assertThat(how(story)).containsExactly("overdue task", "repair task");
    assertThat(story.shown().get(0).sentence()).contains("has not finished", "staging");
    assertThat(story.shown().get(1).sentence()).contains("somebody deleted it");
  }

  @Test
  void asksForRepairWhenSomebodyDeletedTheEndpointUnderIt() {
    var story = completed("vanished", "endpoint deleted by somebody else", "-");
    createdOnce("vanished", "mlw-staging/onlineEndpoints/");
    assertThat(how(story)).containsExactly("repair task", "repair task");
    assertThat(story.shown().get(1).sentence())
        .contains("create online deployment of vanished version 1 in staging", "not found")
        .contains("Create what is missing");
  }

  @Test
  void createsTheProductionEndpointAnewWhenSomebodyDeletedItBeforeTheApproval() {
    var story =
        completed(
            "orphan",
            "endpoint deleted by somebody else",
            "production's online and staging's batch endpoint, while the approval waits");
    assertThat(story.shown()).isEmpty();
  }

  @Test
  void becomesAnIncidentWhenAzureIsDownForLongAndGoesOnAfterARetryInCockpit() {
    var story = completed("down", "5xx for longer than all retries", "-");
    assertThat(how(story)).containsExactly("incident", "incident");
    assertThat(story.shown().get(0).sentence())
        .contains("PUT ", "/onlineEndpoints/down-stag-online-", "500");
    assertThat(story.shown().get(1).sentence()).contains("/score", "503");
    createdOnce("down");
  }

  @Test
  void renewsARefusedTokenAndAsksForRepairWhenThatIsRefusedToo() {
    var story = completed("locked", "401 for a while", "-");
    assertThat(how(story)).containsExactly("repair task");
    assertThat(story.shown().get(0).where()).isEqualTo("create online deployment in staging");
    assertThat(story.shown().get(0).sentence())
        .contains("Azure does not accept the token of this environment's identity");
    createdOnce("locked");
  }

  @Test
  void asksEndpointsWithTheTokenThatTheyWant() {
    for (var model : Map.of("cut", "AMLToken", "lost", "AADToken").entrySet()) {
      var endpoint = azure.onlineEndpoint("mlw-production", model.getKey());
      assertThat(stories.get(model.getKey()).join().view().path("state").asText())
          .isEqualTo("completed");
      assertThat(endpoint.path("properties").path("authMode").asText()).isEqualTo(model.getValue());
    }
    var asked = azure.journal().stream().map(line -> line.path("path").asText()).toList();
    assertThat(asked).anyMatch(path -> path.matches(".*/cut-prod-online-[^/]*/token"));
    assertThat(asked).noneMatch(path -> path.matches(".*/lost-.*online-[^/]*/(token|listKeys)"));
  }

  @Test
  void undoesOverABadNetworkToo() {
    var story =
        over(
            "undone",
            "404 from live traffic, then 500, a reset and 503 at undo",
            "verification after the shift");
    assertThat(story.view().path("step").asText()).isEqualTo("EndEvent_RolloutUndone");
    assertThat(story.view().path("reason").asText()).contains("HTTP 404", "put back");
    assertThat(story.shown()).isEmpty();
    assertThat(production("undone").traffic().toString()).isEqualTo("{\"v001\":100}");
    assertThat(production("undone").batchDefault()).isEqualTo("v001");
    assertThat(production("undone").online()).containsExactly("v001");
    assertThat(production("undone").batch()).containsExactly("v001");
  }
}
