package io.modelrelease.cockpit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.modelrelease.release.ReleaseView;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.thymeleaf.context.Context;
import org.thymeleaf.spring6.SpringTemplateEngine;
import org.thymeleaf.templateresolver.ClassLoaderTemplateResolver;

/** What somebody sends is text in a page, whatever it is. */
class PagesTest {
  private static final String HOSTILE = "<script>alert(1)</script>\"'><b onclick=x>&amp;";

  private static String page(String template, Map<String, Object> values) {
    var templates = new ClassLoaderTemplateResolver();
    templates.setPrefix("templates/");
    templates.setSuffix(".html");
    templates.setCharacterEncoding("UTF-8");
    var engine = new SpringTemplateEngine();
    engine.setTemplateResolver(templates);
    engine.setLinkBuilder(new PlainLinks());
    return engine.process(template, new Context(Locale.ROOT, values));
  }

  /** Links without a web application around them. */
  private static final class PlainLinks extends org.thymeleaf.linkbuilder.StandardLinkBuilder {
    @Override
    protected String computeContextPath(
        org.thymeleaf.context.IExpressionContext context,
        String base,
        Map<String, Object> parameters) {
      return "";
    }

    @Override
    protected String processLink(org.thymeleaf.context.IExpressionContext context, String link) {
      return link;
    }
  }

  private static Paper paper(String json) throws JsonProcessingException {
    return Paper.of(new ObjectMapper().readTree(json));
  }

  private static Row hostileRow() {
    return Row.of(
        new ReleaseView(
            HOSTILE,
            HOSTILE,
            null,
            HOSTILE,
            HOSTILE,
            "failed",
            HOSTILE,
            HOSTILE,
            7,
            List.of(),
            List.of(),
            "",
            Instant.EPOCH,
            null));
  }

  private static void assertHarmless(String html) {
    assertThat(html)
        .contains("&lt;script&gt;alert(1)")
        .doesNotContain("<script>", "<b onclick", "\"'>")
        .doesNotContain(" style=", " onclick=\"");
  }

  @Test
  void listShowsHostileTextsAsTexts() {
    assertHarmless(
        page(
            "releases",
            Map.of(
                "person",
                HOSTILE,
                "filter",
                new Filter(HOSTILE, HOSTILE),
                "states",
                List.of(new Filter.State(HOSTILE, HOSTILE)),
                "found",
                HOSTILE,
                "older",
                1,
                "rows",
                List.of(hostileRow()))));
  }

  @Test
  void releaseShowsHostileTextsAsTexts() throws JsonProcessingException {
    var json = new ObjectMapper().writeValueAsString(HOSTILE);
    var deep =
        paper(
            "{%1$s: [%1$s, {%1$s: [{%1$s: %1$s}, {\"other\": {%1$s: %1$s}}]}], \"none\": null}"
                .formatted(json));
    assertHarmless(
        page(
            "release",
            Map.of(
                "person",
                HOSTILE,
                "id",
                HOSTILE,
                "model",
                HOSTILE,
                "title",
                HOSTILE,
                "release",
                hostileRow(),
                "tasks",
                List.of(new ReleaseView.OpenTask(HOSTILE, HOSTILE, "/camunda")),
                "hasTasklist",
                true,
                "incidents",
                List.of(new ReleasePages.Incident(HOSTILE, HOSTILE, HOSTILE)),
                "facts",
                List.of(new ReleasePages.Fact(HOSTILE, HOSTILE)),
                "sections",
                List.of(new ReleasePages.Section(HOSTILE, deep)))));
  }

  @Test
  void otherPagesShowHostileTextsAsTexts() {
    assertHarmless(page("error", Map.of("title", HOSTILE, "sentence", HOSTILE, "loggedIn", true)));
    assertHarmless(page("logout", Map.of("person", HOSTILE)));
    assertHarmless(
        page("login", Map.of("wrong", true, "message", HOSTILE, "defaultAccounts", true)));
    assertHarmless(page("oidc-failed", Map.of("title", HOSTILE, "sentence", HOSTILE)));
  }

  @Test
  void laysObjectsOutAsATableWithTheColumnsOfAll() throws JsonProcessingException {
    var table = paper("[{\"a\": 1}, {\"logLoss\": \"2026-11-25T02:49:34.774Z\"}]");
    assertThat(table.columns()).containsExactly("a", "log loss");
    assertThat(table.rows().get(0)).extracting(Paper::text).containsExactly("1", "");
    assertThat(table.rows().get(1))
        .extracting(Paper::text)
        .containsExactly("", "2026-11-25 02:49:34 UTC");
  }

  @ParameterizedTest
  @CsvSource({
    "qualityGate, quality gate",
    "EndEvent_TrainingFailed, training failed",
    "Call_UndoRelease_Stop, undo release stop",
    "log_loss, log_loss",
    "auc, auc",
  })
  void readsNamesAsWords(String name, String words) {
    assertThat(Words.of(name)).isEqualTo(words);
  }
}
