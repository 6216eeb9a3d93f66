package io.modelrelease.release.testing;

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
      var body = rows.from(start, ROWS_A_CALL).scoringBody(json);
      var answer = call(release, environment, deployment, body);
      if (answer.status() == 200) {
        answer.body().forEach(prediction -> answers.add(number(prediction)));
      } else if (refusal.isEmpty()) {
        refusal = Optional.of(answer.inWords());
      }
    }
    return new Scored(answers, refusal);
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
