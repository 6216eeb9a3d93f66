package io.modelrelease.emulator;

import static io.modelrelease.emulator.RunningEmulator.DEV;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Set;
import java.util.function.Consumer;

/** Jobs in the dev workspace, over HTTP. */
final class DevWorkspace {
  static final String ENVIRONMENT = DEV + "/environments/sample/versions/1";
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Set<String> OVER = Set.of("Completed", "Failed", "Canceled");

  private final RunningEmulator azure;

  DevWorkspace(RunningEmulator azure) {
    this.azure = azure;
    azure.put(ENVIRONMENT, "{\"properties\": {\"image\": \"sample:1\"}}");
  }

  Reply submit(String job, String command) {
    return submit(job, command, properties -> {});
  }

  Reply submit(String job, String command, Consumer<ObjectNode> more) {
    return azure.put(DEV + "/jobs/" + job, body(command, more));
  }

  static String body(String command, Consumer<ObjectNode> more) {
    var body = JSON.createObjectNode();
    var properties = body.putObject("properties");
    properties.put("jobType", "Command").put("command", command);
    properties.put("environmentId", ENVIRONMENT);
    properties.put("experimentName", "tests");
    more.accept(properties);
    return body.toString();
  }

  String status(String job) {
    return azure.get(DEV + "/jobs/" + job).at("/properties/status").asText();
  }

  /** Waits for a status; another final one is a failure at once. */
  void awaitStatus(String job, String expected) {
    await(job)
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(50))
        .until(() -> expected.equals(status(job)) || OVER.contains(status(job)));
    assertThat(status(job)).as(() -> details(job).text()).isEqualTo(expected);
  }

  Reply details(String job) {
    return azure.get("/history/v1.0" + DEV + "/runs/" + job + "/details");
  }

  /** The log of a job, through the address that the run history gives. */
  String log(String job) {
    var url = details(job).at("/logFiles").path("user_logs/std_log.txt").asText("");
    return url.isEmpty() ? "" : azure.send("GET", url, "", java.util.Map.of()).text();
  }

  String output(String job, String path) {
    return azure.download("mlw-dev", "azureml/" + job + "/" + path).text();
  }

  Reply mlflow(String method, String call, String body) {
    return azure.call(method, "/mlflow/v1.0" + DEV + "/api/2.0/mlflow/" + call, body);
  }

  /** Id of a new run of an experiment, begun as MLflow begins one. */
  String newRun(String experiment) {
    mlflow("POST", "experiments/create", "{\"name\": \"%s\"}".formatted(experiment));
    var id =
        mlflow(
                "GET",
                "experiments/get-by-name?experiment_name=" + experiment.replace(" ", "%20"),
                "")
            .at("/experiment/experiment_id")
            .asText();
    return mlflow("POST", "runs/create", "{\"experiment_id\": \"%s\"}".formatted(id))
        .at("/run/info/run_id")
        .asText();
  }
}
