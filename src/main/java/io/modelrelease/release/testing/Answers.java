package io.modelrelease.release.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import de.siegmar.fastcsv.reader.CsvReader;
import io.modelrelease.azureml.Answer;
import io.modelrelease.azureml.AzureMl;
import io.modelrelease.azureml.TargetEnvironment;
import io.modelrelease.ledger.OperationRecord;
import io.modelrelease.ledger.Operations;
import io.modelrelease.release.ReleaseCase;
import io.modelrelease.release.deployment.InvokeBatchEndpointOperation;
import io.modelrelease.release.operation.OperationContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.springframework.stereotype.Component;

/** What a candidate's endpoints answer. */
@Component
public class Answers {
  private static final long PREDICTIONS_LIMIT = 4 << 20;
  private static final int ROWS_A_CALL = 100;
  private static final int SHOWN = 200;

  private final AzureMl azure;
  private final ObjectMapper json;
  private final Operations operations;
  private final InvokeBatchEndpointOperation batch;

  Answers(
      AzureMl azure, ObjectMapper json, Operations operations, InvokeBatchEndpointOperation batch) {
    this.azure = azure;
    this.json = json;
    this.operations = operations;
    this.batch = batch;
  }

  /**
   * What rows were answered.
   *
   * @param answers one number a row; fewer than rows where some were refused
   * @param refusal what was answered instead, the first of it
   */
  public record Scored(List<Double> answers, Optional<String> refusal) {}

  /** One call as it is. */
  Answer call(
      ReleaseCase release,
      TargetEnvironment environment,
      Optional<String> deployment,
      JsonNode body) {
    return azure
        .workspace(environment)
        .onlineEndpoints()
        .score(release.onlineEndpoint(azure, environment), deployment, body);
  }

  /**
   * The online answers for rows.
   *
   * @param deployment empty: whichever has the traffic
   */
  public Scored online(
      ReleaseCase release,
      TargetEnvironment environment,
      Optional<String> deployment,
      FeatureRows rows) {
    var answers = new ArrayList<Double>();
    Optional<String> refusal = Optional.empty();
    for (var start = 0; start < rows.size(); start += ROWS_A_CALL) {
      var asked = rows.from(start, ROWS_A_CALL);
      var answer = call(release, environment, deployment, asked.scoringBody(json));
      if (answer.status() != 200) {
        refusal = refusal.or(() -> Optional.of(answer.inWords()));
        continue;
      }
      var list = list(json, answer.body());
      if (list.size() == asked.size()) {
        list.forEach(prediction -> answers.add(number(prediction)));
      } else {
        refusal =
            refusal.or(
                () ->
                    Optional.of(
                        "HTTP 200, and no list of %d answers: %s"
                            .formatted(asked.size(), shortened(answer.body().toString()))));
      }
    }
    return new Scored(answers, refusal);
  }

  /**
   * The list of answers in an answer. A no-code deployment answers with it alone; scripts of teams
   * often with {@code json.dumps} of it, which arrives as a text (Unverified: it may arrive as
   * JSON, which is read, too), or as the only list of an object like {@code {"predictions": […]}}.
   */
  static JsonNode list(ObjectMapper json, JsonNode body) {
    if (body.isTextual()) {
      try {
        var inside = json.readTree(body.textValue());
        return inside.isTextual() ? body : list(json, inside);
      } catch (JsonProcessingException e) {
        return body;
      }
    }
    if (body.isObject()) {
      var lists = new ArrayList<JsonNode>();
      body.forEach(
          field -> {
            if (field.isArray()) {
              lists.add(field);
            }
          });
      return lists.size() == 1 ? lists.get(0) : body;
    }
    return body;
  }

  private static String shortened(String text) {
    return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "...";
  }

  /** How long the endpoint takes to say that it lives, with no model at work. */
  Optional<Duration> liveness(ReleaseCase release, TargetEnvironment environment) {
    return azure
        .workspace(environment)
        .onlineEndpoints()
        .liveness(release.onlineEndpoint(azure, environment));
  }

  /** The batch answers for the fixed rows, as the invocation of this release wrote them. */
  public List<Double> batch(ReleaseCase release, TargetEnvironment environment) {
    var round =
        operations
            .find(release.id(), environment.key(), "invokeBatchEndpoint")
            .map(OperationRecord::round)
            .orElseThrow(() -> new IllegalStateException("The batch endpoint was not invoked"));
    var file =
        azure
            .workspace(environment)
            .batchEndpoints()
            .predictions(
                batch.outputUri(new OperationContext(release, environment, round)),
                PREDICTIONS_LIMIT);
    return predictions(new String(file, StandardCharsets.UTF_8));
  }

  /**
   * Reads a batch deployment's output: no header; row, prediction, file name (Azure ML
   * documentation, "Deploy MLflow models in batch deployments"). A scoring script of a team's own
   * that writes its answers and nothing else is read in the order of the lines.
   */
  static List<Double> predictions(String csv) {
    var byRow = new TreeMap<Integer, Double>();
    try (var reader = CsvReader.builder().ofCsvRecord(csv)) {
      reader.forEach(
          record -> {
            var alone = record.getFieldCount() == 1;
            byRow.put(
                alone ? byRow.size() : Integer.valueOf(record.getField(0).strip()),
                Double.valueOf(record.getField(alone ? 0 : 1).strip()));
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return List.copyOf(byRow.values());
  }

  /**
   * A number, or the first number of a list or record: how several columns look is not documented.
   */
  private static double number(JsonNode prediction) {
    return prediction.isNumber()
        ? prediction.doubleValue()
        : prediction.isContainerNode() && !prediction.isEmpty()
            ? number(prediction.iterator().next())
            : Double.NaN;
  }
}
