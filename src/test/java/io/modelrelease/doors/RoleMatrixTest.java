package io.modelrelease.doors;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrelease.WholeApplication;
import io.modelrelease.azuredevops.ImitatedAzureDevOps;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.web.servlet.context.ServletWebServerApplicationContext;

/**
 * Who may what, at every address that the running application has: {@code roles.txt} says it, and
 * an address that no row is about fails. The whole table is written to {@code target/roles.md}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RoleMatrixTest extends WholeApplication {
  private static final List<String> PEOPLE = List.of("scientist", "approver", "operator", "admin");
  private static final List<String> EVERY_METHOD =
      List.of("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

  @Autowired private ServletWebServerApplicationContext application;

  private final List<MatrixRow> rows = MatrixRow.read();
  private final Map<String, Visitor> sessions = new HashMap<>();
  private final Map<String, Visitor> basics = new HashMap<>();
  private Visitor anonymous;
  private Visitor machine;
  private ProbedThings things;
  private ImitatedAzureDevOps foreign;

  @BeforeAll
  void prepare() {
    foreign = new ImitatedAzureDevOps();
    anonymous = Visitor.anonymous(address());
    machine = Visitor.withToken(address(), "");
    things = new ProbedThings(application, Visitor.withToken(address(), idToken("pipeline")));
    PEOPLE.forEach(name -> sessions.put(name, Visitor.loggedIn(address(), name)));
    PEOPLE.forEach(name -> basics.put(name, Visitor.withBasic(address(), name)));
  }

  @AfterAll
  void tidyUp() {
    things.remove(Visitor.withBasic(address(), "operator"));
    foreign.close();
  }

  private String idToken(String who) {
    var job = AZURE_DEVOPS.job();
    return switch (who) {
      case "expired token" ->
          AZURE_DEVOPS.idToken(
              job, with(Map.of("exp", Instant.now().minusSeconds(600).getEpochSecond())));
      case "wrong audience" -> AZURE_DEVOPS.idToken(job, with(Map.of("aud", "api://another")));
      case "foreign issuer" -> foreign.idToken(foreign.job(), UnaryOperator.identity());
      default -> AZURE_DEVOPS.idToken(job, UnaryOperator.identity());
    };
  }

  private static UnaryOperator<Map<String, Object>> with(Map<String, Object> changes) {
    return claims -> {
      var changed = new HashMap<>(claims);
      changed.putAll(changes);
      return changed;
    };
  }

  private Visitor visitor(String who, String how) {
    if ("anonymous".equals(who)) {
      return anonymous;
    }
    if (!PEOPLE.contains(who)) {
      return machine.bearing(idToken(who));
    }
    return switch (how) {
      case "basic" -> basics.get(who);
      case "fresh" -> Visitor.loggedIn(address(), who);
      default -> sessions.get(who);
    };
  }

  private String told(MatrixRow row, String who) {
    var visitor = visitor(who, row.how());
    // who is stopped at the door needs nothing behind it
    var outside =
        row.cells().get(MatrixRow.WHO.indexOf(who)).matches("401|login")
            || "scientist".equals(who) && row.pattern().startsWith("/camunda");
    UnaryOperator<String> filling =
        text -> outside ? text.replaceAll("[{}]", "") : things.filled(text);
    var body = filling.apply(row.body()).replace("{me}", who);
    if (body.contains("{csrf}")) {
      body = body.replace("{csrf}", Visitor.csrfIn(visitor.get(row.path())).orElse("none"));
    }
    return told(visitor.ask(row.method(), filling.apply(row.path()), body));
  }

  private static String told(HttpResponse<String> answer) {
    var toTheLogin =
        answer.headers().firstValue("Location").filter(to -> to.endsWith("/login")).isPresent();
    if (answer.statusCode() < 400) {
      return toTheLogin ? "login" : "ok";
    }
    return answer.statusCode() == 403 || answer.body().contains("AuthorizationException")
        ? "no"
        : Integer.toString(answer.statusCode());
  }

  @Test
  void everyAddressLetsInExactlyThoseWhoMay() throws Exception {
    var table = new ArrayList<String>();
    table.add(
        "ok: let in. no: 403. 401: no credentials that count here. login: sent there. Other numbers:"
            + " let in, and told so. People come with the session of their login or by HTTP Basic;"
            + " pipelines with Azure DevOps' own token. … is /camunda/api/engine/engine/default.\n");
    table.add(
        "| methods | addresses | people come by | asked | "
            + String.join(" | ", MatrixRow.WHO)
            + " |");
    table.add("|---|---|---|---|" + "---|".repeat(MatrixRow.WHO.size()));
    var wrong = new ArrayList<String>();
    for (var row : rows) {
      var found = MatrixRow.WHO.stream().map(who -> told(row, who)).toList();
      table.add(row.readable(found));
      if (!found.equals(row.cells())) {
        wrong.add(
            "%s %s (%s): %s\n      %s"
                .formatted(
                    row.methods(),
                    row.pattern(),
                    row.how(),
                    row.differences(found),
                    String.join(" ", found)));
      }
    }
    Files.createDirectories(Path.of("target"));
    Files.write(Path.of("target/roles.md"), table);
    assertThat(wrong).isEmpty();
  }

  @Test
  void noAddressIsForgottenAndNoRowIsAboutNothing() throws Exception {
    var addresses = Addresses.of(application);
    assertThat(addresses).as("asked from the application").hasSizeGreaterThan(700);
    assertThat(
            addresses.stream()
                .filter(address -> rows.stream().noneMatch(row -> row.isAbout(address)))
                .map(Addresses.Address::toString)
                .collect(Collectors.joining("\n")))
        .as("addresses that roles.txt has no row for")
        .isEmpty();
    assertThat(
            rows.stream()
                .filter(row -> !row.methods().contains("none"))
                .filter(row -> addresses.stream().noneMatch(row::isAbout))
                .map(row -> row.methods() + " " + row.pattern()))
        .as("rows about what the application does not have")
        .isEmpty();
  }

  @Test
  void aMethodThatAnAddressDoesNotHaveDoesNothingForAnybody() throws Exception {
    var visitors =
        List.of(
            Visitor.anonymous(address()),
            Visitor.withToken(address(), "local-pipeline"),
            sessions.get("admin"));
    var let = new ArrayList<String>();
    for (var row : rows) {
      if (row.pattern().startsWith("/camunda")) {
        continue; // methods of Camunda's resources are in their rows
      }
      var path = things.filled(row.path());
      var known =
          rows.stream()
              .filter(other -> other.path().equals(row.path()))
              .flatMap(other -> other.methods().stream())
              .toList();
      for (var method : EVERY_METHOD) {
        if (known.contains(method)) {
          continue;
        }
        for (var visitor : visitors) {
          var answer = visitor.ask(method, path, "");
          var describes = "OPTIONS".equals(method) && answer.body().isEmpty();
          if (answer.statusCode() < 300 && !describes) {
            let.add("%s %s: %d".formatted(method, path, answer.statusCode()));
          }
        }
      }
    }
    assertThat(let).isEmpty();
  }
}
