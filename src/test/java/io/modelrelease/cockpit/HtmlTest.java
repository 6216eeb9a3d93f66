package io.modelrelease.cockpit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HtmlTest {
  private static String html(String json) throws JsonProcessingException {
    return Html.of(new ObjectMapper().readTree(json));
  }

  @Test
  void escapesNamesAndValues() throws JsonProcessingException {
    assertThat(html("{\"<i>\": [\"<script>\", {\"x\": \"\\\"><b>\"}]}"))
        .doesNotContain("<i>", "<script>", "<b>")
        .contains("&lt;script&gt;");
  }

  @Test
  void makesATableOfObjectsWithTheColumnsOfAll() throws JsonProcessingException {
    assertThat(html("[{\"a\": 1}, {\"b\": \"2026-11-25T02:49:34.774Z\"}]"))
        .contains("<th>a</th><th>b</th>", "<td>1</td><td></td>", "2026-11-25 02:49:34 UTC");
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
    assertThat(Html.words(name)).isEqualTo(words);
  }
}
