package io.modelrelease.emulator;

import static io.modelrelease.emulator.EndpointWorld.batch;
import static io.modelrelease.emulator.EndpointWorld.json;
import static io.modelrelease.emulator.EndpointWorld.online;
import static io.modelrelease.emulator.EndpointWorld.onlineDeployment;
import static io.modelrelease.emulator.EndpointWorld.onlineEndpoint;
import static io.modelrelease.emulator.EndpointWorld.require;
import static io.modelrelease.emulator.RunningEmulator.DEV;
import static io.modelrelease.emulator.RunningEmulator.SCOPE;
import static io.modelrelease.emulator.RunningEmulator.STAGING;
import static io.modelrelease.emulator.RunningEmulator.STAGING_REGISTRY;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What Azure refuses is refused as Azure refuses it: {@code target/refusals.md}. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RefusalsTest {
  private static final Path REPORT = Path.of("target", "refusals.md");
  private static final Pattern DEPLOYMENT =
      Pattern.compile("\\{D([-!#@+]?)((?:[^{}]|\\{[^{}]*(?:\\{[^{}]*}[^{}]*)*})*)}");

  private final List<String> report = new ArrayList<>();
  private RunningEmulator azure;
  private DevWorkspace dev;
  private String model;

  @BeforeAll
  void start(@TempDir Path home) {
    azure = RunningEmulator.start(home);
    azure.upload("mlw-dev", "rows/a.csv", "a\n1\n");
    azure.upload("mlw-dev", "rows/b.csv", "a\n2\n");
    var world = new EndpointWorld(azure);
    dev = new DevWorkspace(azure);
    world.createCompute();
    put(DEV + "/environments/env/versions/1", "{'properties': {'image': 'sample:1'}}");
    put(
        DEV + "/data/rows/versions/1",
        "{'properties': {'dataType': 'uri_file', 'dataUri': '%s'}}"
            .formatted(RunningEmulator.datastoreUri("rows/a.csv")));
    put(
        DEV + "/codes/src/versions/1",
        "{'properties': {'codeUri': '%s/stmlwdev/azureml-blobstore/rows'}}"
            .formatted(azure.address()));
    put(
        DEV + "/models/plain/versions/1",
        "{'properties': {'modelType': 'custom_model', 'modelUri': '%s'}}"
            .formatted(RunningEmulator.datastoreUri("rows/a.csv")));
    model = served(world);
    jobs();
    endpoints();
    put(
        DEV + "/schedules/weekly",
        """
        {'properties': {'action': {'actionType': 'CreateJob', 'jobDefinition':
           {'jobType': 'Command', 'command': 'true', 'environmentId': 'e:1'}},
         'trigger': {'triggerType': 'Cron', 'expression': '0 3 * * 1'}}}\
        """);
  }

  private String served(EndpointWorld world) {
    TinyModel.trained(1)
        .folder()
        .forEach((file, content) -> azure.upload("mlw-dev", "served/" + file, content));
    var id = DEV + "/models/served/versions/1";
    put(
        id,
        "{'properties': {'modelType': 'mlflow_model', 'modelUri': '%s'}}"
            .formatted(RunningEmulator.datastoreUri("served/")));
    require(azure.post(id + "/publish", "{\"registryName\": \"mlr-staging\"}"), 202);
    return id;
  }

  private void jobs() {
    put(
        DEV + "/jobs/done",
        """
        {'properties': {'jobType': 'Command', 'command': 'true', 'properties': {'a': '1'},
         'environmentId': '%s/environments/env/versions/1'}}\
        """
            .formatted(DEV));
  }

  private void endpoints() {
    put(online("live"), onlineEndpoint().toString());
    put(online("live") + "/deployments/dep1", onlineDeployment(model).toString());
    put(online("live") + "/deployments/dep2", onlineDeployment(model).toString());
    azure.fault("{\"path\": \"deployments/broken\", \"fault\": \"fail\"}");
    put(online("live") + "/deployments/broken", onlineDeployment(model).toString());
    require(azure.put(online("live"), onlineEndpoint("{'dep1': 100}").toString()), 200);
    put(online("entra"), onlineEndpoint().toString().replace("Key", "AADToken"));
    azure.fault("{\"path\": \"onlineEndpoints/unborn\", \"fault\": \"fail\"}");
    put(online("unborn"), onlineEndpoint().toString());
    put(batch("nightly"), EndpointWorld.batchEndpoint().toString());
    put(batch("nightly") + "/deployments/dep1", EndpointWorld.batchDeployment(model).toString());
    var defaults = EndpointWorld.batchEndpoint();
    defaults.withObject("/properties/defaults").put("deploymentName", "dep1");
    require(azure.put(batch("nightly"), defaults.toString()), 200);
  }

  private void put(String path, String body) {
    require(azure.put(path, body.replace('\'', '"')), 201);
  }

  @AfterAll
  void stop() throws IOException {
    dev.awaitStatus("done", "Completed"); // it would go on writing into the home
    azure.close();
    var lines = new ArrayList<String>();
    lines.add("# Requests that Azure refuses, and so does the emulator");
    lines.add("");
    lines.add("%d requests. Made by RefusalsTest.".formatted(report.size()));
    lines.add("");
    lines.add("| request | is refused with | source |");
    lines.add("|---|---|---|");
    report.stream().sorted().forEach(lines::add);
    Files.createDirectories(REPORT.getParent());
    Files.write(REPORT, lines);
  }

  static Stream<Refusal> all() {
    return Refusal.all().stream();
  }

  @Test
  void eachNamesWhereItCanBeRead() {
    assertThat(all())
        .hasSizeGreaterThan(60)
        .allSatisfy(refusal -> assertThat(refusal.source()).isNotBlank());
  }

  @ParameterizedTest
  @MethodSource("all")
  void refuses(Refusal refusal) {
    var reply = send(refusal);

    assertThat(reply.status()).as(reply.text()).isEqualTo(refusal.status());
    if (!refusal.code().isEmpty()) {
      assertThat(reply.code()).as(reply.text()).isEqualTo(refusal.code());
    }
    assertThat(reply.text().replace("\\\"", "\"")).contains(refusal.says());
    report.add(
        "| %s | %d %s | %s |"
            .formatted(refusal.what(), refusal.status(), refusal.code(), refusal.source()));
  }

  private Reply send(Refusal refusal) {
    var path = written(refusal.path());
    if (path.startsWith("/online")) {
      var wrong = Map.of("Authorization", "Bearer wrong");
      return azure.send(refusal.method(), path, refusal.body(), wrong);
    }
    if (path.endsWith("?")) {
      var token = Map.of("Authorization", "Bearer " + azure.token("https://management.azure.com"));
      return azure.send(refusal.method(), path, "", token);
    }
    return azure.call(refusal.method(), path, written(refusal.body()));
  }

  private String written(String text) {
    var deployment = DEPLOYMENT.matcher(text);
    var whole = deployment.matches() ? deployment(deployment.group(1), deployment.group(2)) : text;
    return whole
        .replace("{W}", DEV)
        .replace("{S}", STAGING)
        .replace("{R}", STAGING_REGISTRY)
        .replace("{SCOPE}", SCOPE)
        .replace("{SUB}", "/subscriptions/00000000-0000-0000-0000-000000000000")
        .replace("{BASE}", azure.address().toString());
  }

  /** The body of a deployment that would be taken, but for one thing. */
  private String deployment(String how, String what) {
    var body = onlineDeployment(how.equals("@") ? DEV + "/models/" + what + "/versions/1" : model);
    var properties = (ObjectNode) body.path("properties");
    switch (how) {
      case "-" -> properties.remove(what);
      case "!" -> properties.put("instanceType", "Standard_" + what);
      case "#" -> body.withObject("/sku").put("capacity", Integer.parseInt(what));
      case "+" -> properties.setAll(json("{" + what + "}"));
      default -> {}
    }
    return body.toString();
  }
}
