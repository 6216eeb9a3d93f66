package io.modelrelease.doors;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.springframework.boot.web.servlet.context.ServletWebServerApplicationContext;

/**
 * Who may what, at every address that a running application has: rows say it, and an address that
 * no row is about fails. How people and pipelines come in there, the test of that application says.
 */
public final class RoleMatrix implements AutoCloseable {
  public static final List<String> PEOPLE = List.of("scientist", "approver", "operator", "admin");
  private static final List<String> EVERY_METHOD =
      List.of("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

  /** Those who come. */
  public interface Visitors {
    /**
     * Somebody at the doors.
     *
     * @param who a person, {@code anonymous}, {@code pipeline}, or whose token is worth nothing:
     *     {@code expired token}, {@code wrong audience}, {@code foreign issuer}
     * @param how people come: by {@code session} of their login, by a {@code fresh} one, or with
     *     what they bring {@code along} to each request
     */
    Visitor visitor(String who, String how);

    /** The name under which a person acts. */
    String userId(String person);
  }

  private final ServletWebServerApplicationContext application;
  private final Visitors visitors;
  private final List<MatrixRow> rows;
  private final ProbedThings things;

  private RoleMatrix(
      ServletWebServerApplicationContext application, Visitors visitors, List<MatrixRow> rows) {
    this.application = application;
    this.visitors = visitors;
    this.rows = rows;
    this.things = new ProbedThings(application, visitors.visitor("pipeline", "along"));
  }

  /**
   * @param files of rows, in the folder doors of the resources
   */
  public static RoleMatrix of(
      ServletWebServerApplicationContext application, Visitors visitors, String... files) {
    return new RoleMatrix(application, visitors, MatrixRow.read(files));
  }

  /** With Camunda's own REST API at {@code /engine-rest}, too. */
  static RoleMatrix withEngineRest(
      ServletWebServerApplicationContext application, Visitors visitors, String... files) {
    var rows = new ArrayList<>(MatrixRow.read(files));
    rows.addAll(MatrixRow.readOfEngineRest(files));
    return new RoleMatrix(application, visitors, List.copyOf(rows));
  }

  @Override
  public void close() {
    things.remove(visitors.visitor("operator", "along"));
  }

  private String filled(String text, String who, boolean outside) {
    var filled = text.replace("{me}", PEOPLE.contains(who) ? visitors.userId(who) : "nobody");
    for (var person : PEOPLE) {
      filled = filled.replace("{%s}".formatted(person), visitors.userId(person));
    }
    // who is stopped at the door needs nothing behind it
    return outside ? filled.replaceAll("\\{(\\w+)}", "$1") : things.filled(filled);
  }

  private String told(MatrixRow row, String who) {
    var visitor = visitors.visitor(who, row.how());
    var outside =
        row.cells().get(MatrixRow.WHO.indexOf(who)).matches("401|login")
            || "scientist".equals(who) && row.pattern().startsWith("/camunda");
    var body = row.body();
    if (body.contains("{csrf}")) {
      body = body.replace("{csrf}", Visitor.csrfIn(visitor.get(row.path())).orElse("none"));
    }
    return told(
        visitor.ask(row.method(), filled(row.path(), who, outside), filled(body, who, outside)));
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

  /**
   * Asks everything of everybody, and writes what was answered down as a table.
   *
   * @param note for the readers of that table: how people and pipelines come
   */
  public void letsInExactlyThoseWhoMay(Path file, String note) throws IOException {
    var table = new ArrayList<String>();
    table.add(
        "ok: let in. no: 403. 401: no credentials that count here. login: sent there. Other numbers:"
            + " let in, and told so. … is /camunda/api/engine/engine/default. "
            + note
            + "\n");
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
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.write(file, table);
    assertThat(wrong).isEmpty();
  }

  /**
   * @param atLeast how many addresses the application has to know of itself
   */
  public void forgetsNoAddressAndHasNoRowAboutNothing(int atLeast) throws Exception {
    var addresses = Addresses.of(application);
    assertThat(addresses).as("asked from the application").hasSizeGreaterThan(atLeast);
    assertThat(
            addresses.stream()
                .filter(address -> rows.stream().noneMatch(row -> row.isAbout(address)))
                .map(Addresses.Address::toString)
                .collect(Collectors.joining("\n")))
        .as("addresses that there is no row for")
        .isEmpty();
    assertThat(
            rows.stream()
                .filter(row -> !row.methods().contains("none"))
                .filter(row -> addresses.stream().noneMatch(row::isAbout))
                .map(row -> row.methods() + " " + row.pattern()))
        .as("rows about what the application does not have")
        .isEmpty();
  }

  public void aMethodThatAnAddressDoesNotHaveDoesNothingForAnybody() {
    var let = new ArrayList<String>();
    for (var row : rows) {
      if (row.isOfTheEngine()) {
        continue; // methods of Camunda's resources are in their rows
      }
      var known =
          rows.stream()
              .filter(other -> other.path().equals(row.path()))
              .flatMap(other -> other.methods().stream())
              .toList();
      EVERY_METHOD.stream()
          .filter(method -> !known.contains(method))
          .forEach(method -> let.addAll(letIn(method, filled(row.path(), "admin", false))));
    }
    assertThat(let).isEmpty();
  }

  private List<String> letIn(String method, String path) {
    UnaryOperator<String> asked =
        who -> {
          var answer =
              visitors
                  .visitor(who, "pipeline".equals(who) ? "along" : "session")
                  .ask(method, path, "");
          var describes = "OPTIONS".equals(method) && answer.body().isEmpty();
          return answer.statusCode() < 300 && !describes
              ? "%s %s: %d".formatted(method, path, answer.statusCode())
              : "";
        };
    return List.of("anonymous", "pipeline", "admin").stream()
        .map(asked)
        .filter(found -> !found.isEmpty())
        .toList();
  }
}
