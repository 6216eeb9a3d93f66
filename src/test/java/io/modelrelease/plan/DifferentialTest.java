package io.modelrelease.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code plan --file} sends what Microsoft's own client sends: Debian's azure.ai.ml 1.4.0 is asked
 * about every file below {@code src/test/resources/cli}, whose folders are kinds.
 *
 * <p>What is not compared: the order of requests and empty maps; names that the client makes up
 * (code) or derives by a hash of its own (anonymous environments, components and models); the
 * address of the storage account; letter case of some enumerations, which this old client sends as
 * written in the file and Microsoft's schema does not allow; {@code privateNetworkConnection}, of a
 * preview; what the client says of the Git repository that it is called in. What this old client
 * cannot do, or does otherwise than its successors, is in {@code folder "newer"} and only mapped.
 */
@Tag("clients")
class DifferentialTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path FILES = Path.of("src", "test", "resources", "cli");
  private static final Path CLIENT =
      Path.of("src", "test", "resources", "clients", "python", "would_send.py");
  private static final Set<String> ANY_CASE =
      Set.of(
          "authMode",
          "osType",
          "publicNetworkAccess",
          "loggingLevel",
          "egressPublicNetworkAccess",
          "goal",
          "mode",
          "featureLags",
          "shortSeriesHandlingConfig",
          "targetAggregateFunction",
          "useStl",
          "frequency",
          "weekDays");
  private static final Set<String> NOT_COMPARED =
      Set.of(
          "privateNetworkConnection",
          "sweepTrials",
          "sweepConcurrentTrials",
          "mlflow.source.git.branch",
          "mlflow.source.git.commit",
          "mlflow.source.git.repoURL",
          "azureml.git.dirty");
  private static final List<String> BESIDE = List.of("files", "newer");

  @TempDir Path folder;

  @TestFactory
  Stream<DynamicTest> plansWhatMicrosoftsClientSends() throws Exception {
    var files = new ArrayList<Path>();
    try (var all = Files.walk(FILES, 2)) {
      all.filter(path -> path.toString().endsWith(".yml"))
          .filter(path -> !BESIDE.contains(path.getParent().getFileName().toString()))
          .sorted()
          .forEach(files::add);
    }
    var sent = theirs(files);
    var tests = new ArrayList<DynamicTest>();
    for (var i = 0; i < files.size(); i++) {
      var file = files.get(i);
      var theirs = sent.get(i);
      tests.add(
          DynamicTest.dynamicTest(
              FILES.relativize(file).toString(),
              () -> {
                assertThat(theirs.path("error").asText()).isEmpty();
                assertThat(sorted(ours(file))).isEqualTo(sorted(theirs.path("requests")));
              }));
    }
    return tests.stream();
  }

  private List<JsonNode> theirs(List<Path> files) throws IOException, InterruptedException {
    var command = new ArrayList<>(List.of("/usr/bin/python3", CLIENT.toString()));
    files.forEach(file -> command.add(file.getParent().getFileName() + "=" + file));
    var log = folder.resolve("client.log");
    var process =
        new ProcessBuilder(command)
            .redirectError(log.toFile())
            .redirectOutput(folder.resolve("sent.jsonl").toFile())
            .start();
    if (process.waitFor() != 0) {
      fail("Debian's python3-azure is needed; Python says: %s", Files.readString(log));
    }
    var sent = new ArrayList<JsonNode>();
    for (var line : Files.readAllLines(folder.resolve("sent.jsonl"))) {
      if (line.startsWith("{")) {
        sent.add(JSON.readTree(line));
      }
    }
    return sent;
  }

  private static JsonNode ours(Path file) throws IOException {
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    var code =
        new PlanCommand(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8))
            .run("--file", file.toString());
    assertThat(code).as(err.toString(StandardCharsets.UTF_8)).isZero();
    return JSON.readTree(out.toString(StandardCharsets.UTF_8)).path("requests");
  }

  /** The client sends the same code again for each step; requests come in any order. */
  private static Set<String> sorted(JsonNode requests) {
    var sorted = new TreeSet<String>();
    requests.forEach(
        request -> sorted.add(request.path("path").isTextual() ? text(request) : "no path"));
    return sorted;
  }

  private static String text(JsonNode request) {
    try {
      return JSON.writerWithDefaultPrettyPrinter()
          .with(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .writeValueAsString(JSON.treeToValue(compared(request), Object.class));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static JsonNode compared(JsonNode value) {
    if (value instanceof ArrayNode list) {
      var compared = JSON.createArrayNode();
      list.forEach(one -> compared.add(compared(one)));
      return compared;
    }
    if (value instanceof ObjectNode object) {
      var compared = JSON.createObjectNode();
      object
          .properties()
          .forEach(
              field -> {
                if (!field.getValue().isNull() && !NOT_COMPARED.contains(field.getKey())) {
                  var below = compared(field.getValue());
                  if (below.isObject() && below.isEmpty()) {
                    return;
                  }
                  if (ANY_CASE.contains(field.getKey())) {
                    compared.put(field.getKey(), below.toString().toLowerCase(Locale.ROOT));
                  } else {
                    compared.set(field.getKey(), below);
                  }
                }
              });
      return compared;
    }
    return value.isTextual()
        ? JSON.getNodeFactory()
            .textNode(
                value
                    .asText()
                    .replaceAll("/codes/[0-9a-fA-F-]{32,36}/", "/codes/*/")
                    .replaceAll("(/CliV2AnonymousEnvironment/versions/)[0-9a-f]+", "$1*")
                    .replaceAll("(/azureml_anonymous/versions/)[0-9a-f-]+", "$1*")
                    .replaceAll("/models/[0-9a-f]{32}/", "/models/*/")
                    .replaceAll(
                        "https://[a-z0-9]+\\.blob\\.core\\.windows\\.net/[^/]+/LocalUpload",
                        "LocalUpload"))
        : value;
  }
}
