package io.modelrelease.azureml;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads Azure's error bodies. What went wrong may stand in the details, and there in a JSON text:
 * {@code The request is invalid.}, with a detail {@code InferencingClientCreateDeploymentFailed}
 * whose message holds {@code {"errors": {"VmSize": ["Not enough quota …"]}}} (GitHub
 * MicrosoftLearning/mslearn-azure-ml, issue 30). People get the sentence.
 */
final class ErrorBody {
  private static final int DEEPEST = 5;
  private static final int LONGEST = 2000;

  private ErrorBody() {}

  static AzureError read(JsonNode body) {
    var error = body.has("error") ? body.path("error") : body;
    var sentences = new ArrayList<String>();
    error.path("details").forEach(detail -> collect(detail, sentences, 0));
    return new AzureError(
        error.path("code").asText(error.path("error_code").asText("Unknown")), // MLflow's
        words(error.path("message").asText("Azure gave no reason."), sentences),
        Optional.ofNullable(error.path("target").asText(null)),
        sentences);
  }

  private static void collect(JsonNode detail, List<String> sentences, int depth) {
    sentences(detail.path("message").asText("")).stream()
        .filter(sentence -> !sentence.isBlank())
        .forEach(sentences::add);
    if (depth < DEEPEST) {
      detail.path("details").forEach(inner -> collect(inner, sentences, depth + 1));
    }
  }

  private static String words(String message, List<String> details) {
    var words = new StringBuilder(String.join(" ", sentences(message)));
    for (var detail : details) {
      if (words.indexOf(detail) < 0) {
        words.append(' ').append(detail);
      }
    }
    return words.length() > LONGEST ? words.substring(0, LONGEST) + "…" : words.toString();
  }

  /** The text itself, or the sentences of the validation errors that it holds as JSON. */
  private static List<String> sentences(String text) {
    var at = text.indexOf('{');
    var errors = at < 0 ? MissingNode.getInstance() : parse(text.substring(at)).path("errors");
    var found = new ArrayList<String>();
    errors
        .properties()
        .forEach(
            error ->
                error
                    .getValue()
                    .forEach(
                        sentence ->
                            found.add(
                                error.getKey().isEmpty()
                                    ? sentence.asText()
                                    : error.getKey() + ": " + sentence.asText())));
    return found.isEmpty() ? List.of(text) : found;
  }

  private static JsonNode parse(String text) {
    try {
      return Rest.JSON.readTree(text);
    } catch (JsonProcessingException e) {
      return MissingNode.getInstance();
    }
  }
}
