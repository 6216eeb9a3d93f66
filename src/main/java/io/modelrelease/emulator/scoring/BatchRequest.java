package io.modelrelease.emulator.scoring;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.modelrelease.emulator.http.AzureFailure;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The body of an invocation (contract, "Batch invoke"), read whatever the case of its names:
 * clients send PascalCase and camelCase.
 *
 * @param inputName as the caller calls it
 * @param file the input is one file, else a folder
 * @param inputUri of that file or folder
 * @param output where the answers are to go; empty: the service chooses
 * @param fileName instead of the deployment's {@code outputFileName}
 * @param errorThreshold instead of the deployment's
 */
record BatchRequest(
    String inputName,
    boolean file,
    String inputUri,
    Optional<Output> output,
    Optional<String> fileName,
    Optional<Integer> errorThreshold,
    Optional<String> experiment,
    Optional<String> displayName) {

  /**
   * Where answers go.
   *
   * @param file the URI names the file, else a folder
   */
  record Output(String uri, boolean file) {}

  static BatchRequest read(JsonNode body) {
    var properties = field(body, "properties");
    var more = field(properties, "properties");
    var input = input(field(properties, "inputdata"));
    var type = word(field(input.getValue(), "jobinputtype"));
    var uri = field(input.getValue(), "uri").asText("");
    if (!type.equals("urifile") && !type.equals("urifolder")) {
      throw AzureFailure.userError(
          "Input %s has the JobInputType '%s'; a model deployment reads UriFile and UriFolder."
              .formatted(input.getKey(), field(input.getValue(), "jobinputtype").asText("")));
    }
    if (uri.isEmpty()) {
      throw AzureFailure.userError("Input %s has no Uri.".formatted(input.getKey()));
    }
    return new BatchRequest(
        input.getKey(),
        type.equals("urifile"),
        uri,
        output(field(properties, "outputdata"))
            .or(() -> outputDataset(field(properties, "outputdataset"))),
        text(field(properties, "outputfilename")),
        Optional.of(field(properties, "errorthreshold"))
            .filter(JsonNode::isNumber)
            .map(JsonNode::asInt),
        text(field(more, "experimentname")).or(() -> text(field(properties, "experimentname"))),
        text(field(more, "displayname")).or(() -> text(field(properties, "displayname"))));
  }

  private static Map.Entry<String, JsonNode> input(JsonNode inputs) {
    if (inputs.size() != 1) {
      throw AzureFailure.userError(
          "properties.InputData has %d inputs; a model deployment takes one."
              .formatted(inputs.size()));
    }
    return inputs.properties().iterator().next();
  }

  private static Optional<Output> output(JsonNode outputs) {
    if (outputs.isEmpty()) {
      return Optional.empty();
    }
    var score = field(outputs, "score");
    if (outputs.size() != 1 || score.isMissingNode()) {
      throw AzureFailure.userError(
          "properties.OutputData of a model deployment has one output, named score.");
    }
    var type = word(field(score, "joboutputtype"));
    var uri = field(score, "uri").asText("");
    if (!type.equals("urifile") && !type.equals("urifolder")) {
      throw AzureFailure.userError(
          "Output score has the JobOutputType '%s'; it is UriFile."
              .formatted(field(score, "joboutputtype").asText("")));
    }
    return uri.isEmpty()
        ? Optional.empty()
        : Optional.of(new Output(uri, type.equals("urifile") && !uri.endsWith("/")));
  }

  /**
   * The older form (restclient v2020_09_01_dataplanepreview, BatchJob): a folder of a datastore.
   */
  private static Optional<Output> outputDataset(JsonNode dataset) {
    return text(field(dataset, "datastoreid"))
        .map(
            datastore ->
                new Output(
                    "%s/paths/%s".formatted(datastore, field(dataset, "path").asText("")), false));
  }

  private static Optional<String> text(JsonNode node) {
    return Optional.of(node.asText("")).filter(text -> !text.isBlank());
  }

  private static String word(JsonNode node) {
    return plain(node.asText(""));
  }

  private static String plain(String text) {
    return text.replace("_", "").toLowerCase(Locale.ROOT);
  }

  private static JsonNode field(JsonNode node, String name) {
    for (var field : node.properties()) {
      if (plain(field.getKey()).equals(name)) {
        return field.getValue();
      }
    }
    return MissingNode.getInstance();
  }
}
