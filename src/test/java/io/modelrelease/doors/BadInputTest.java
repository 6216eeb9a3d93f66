package io.modelrelease.doors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelrelease.WholeApplication;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.web.context.WebApplicationContext;

/**
 * The table of bad input, over HTTP: each row gets its status and a problem body that names the
 * field, and leaves nothing behind. What people read is collected in {@code target/bad-input.md}.
 */
@TestInstance(Lifecycle.PER_CLASS)
class BadInputTest extends WholeApplication {
  private static final Path SUMMARY = Path.of("target", "bad-input.md");
  private static final List<String> ROWS = new ArrayList<>();

  @Autowired private WebApplicationContext application;
  private Kept atFirst;

  Stream<BadInput> table() {
    return Stream.of(
            BadRequests.bodies(),
            BadRequests.addresses(),
            BadFields.fields(),
            BadUploads.parts(),
            BadArchives.archives(),
            BadProjects.projects())
        .flatMap(cases -> cases);
  }

  @ParameterizedTest
  @MethodSource("table")
  void isRefusedAndLeavesNothing(BadInput bad) {
    var before = Kept.by(application);

    var answer = bad.request().send(address());

    var problem = answer.header("Content-Type").contains("json") ? answer.json() : null;
    ROWS.add(row(bad, answer, problem));
    assertThat(answer.status()).as(answer.body()).isEqualTo(bad.status());
    assertThat(answer.header("Content-Type"))
        .as(answer.body())
        .startsWith("application/problem+json");
    assertThat(problem.path("status").asInt()).isEqualTo(bad.status());
    assertThat(problem.path("title").asText()).isNotBlank();
    assertThat(problem.path("field").asText()).as(answer.body()).isEqualTo(bad.field());
    assertThat(said(problem)).contains(bad.words().toArray(String[]::new));
    assertThat(answer.body()).as("a size to read").hasSizeLessThan(40_000);
    await("nothing kept")
        .pollDelay(Duration.ZERO)
        .untilAsserted(() -> assertThat(Kept.by(application)).isEqualTo(before));
  }

  private static String said(JsonNode problem) {
    var said = new StringBuilder(problem.path("detail").asText());
    problem
        .path("errors")
        .forEach(error -> said.append('\n').append(error.path("message").asText()));
    return said.toString();
  }

  private static String row(BadInput bad, RawAnswer answer, JsonNode problem) {
    var field = problem == null ? "" : problem.path("field").asText();
    var sentence = problem == null ? "(no problem body) " + answer.body() : said(problem);
    return "| %s | %d | %s | %s |"
        .formatted(
            bad.name(),
            answer.status(),
            field,
            sentence.length() > 600 ? sentence.substring(0, 600) + " …" : sentence)
        .replace("\n", "<br>");
  }

  @BeforeAll
  void look() {
    atFirst = Kept.by(application);
  }

  /** Nor was anything written after an answer. */
  @AfterAll
  void nothingWasKeptLaterAndGoodRequestsStillStart() {
    await("nothing kept").untilAsserted(() -> assertThat(Kept.by(application)).isEqualTo(atFirst));
    BadRequests.goodOnesStillStart(address(), "0004");
  }

  @AfterAll
  static void writeSummary() throws IOException {
    var lines =
        new ArrayList<>(
            List.of(
                "# Bad input", "", "| case | status | field | sentence |", "|---|---|---|---|"));
    lines.addAll(ROWS);
    Files.createDirectories(SUMMARY.getParent());
    Files.write(SUMMARY, lines);
  }
}
