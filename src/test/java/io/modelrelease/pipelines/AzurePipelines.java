package io.modelrelease.pipelines;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.modelrelease.azuredevops.ImitatedAzureDevOps;
import io.modelrelease.azuredevops.PipelineJob;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs pipelines of a team's repository: agent jobs to their end, and server jobs up to where they
 * wait to be called back by {@link ImitatedAzureDevOps}.
 */
public final class AzurePipelines {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final AtomicInteger AGENTS = new AtomicInteger();

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final ImitatedAzureDevOps azureDevOps;
  private final TeamRepository repository;
  private final Path folder;
  private final URI connection;
  private final Map<String, String> secrets = new LinkedHashMap<>();
  private final Map<String, String> predefined = new LinkedHashMap<>();
  private String connectionToken = "local-pipeline";
  private int stageAttempt = 1;

  /**
   * @param folder for the agents
   * @param connection the address in the generic service connection model-release
   */
  public AzurePipelines(
      ImitatedAzureDevOps azureDevOps, TeamRepository repository, Path folder, URI connection) {
    this.azureDevOps = azureDevOps;
    this.repository = repository;
    this.folder = folder;
    this.connection = connection;
    secrets.put("MODEL_RELEASE_TOKEN", "local-pipeline");
  }

  /** Empty: the group has no such secret. */
  AzurePipelines token(String token) {
    if (token.isEmpty()) {
      secrets.clear();
    } else {
      secrets.put("MODEL_RELEASE_TOKEN", token);
    }
    return this;
  }

  AzurePipelines connectionToken(String token) {
    connectionToken = token;
    return this;
  }

  /** A variable that Azure DevOps sets, by the name that it has in an environment. */
  AzurePipelines predefined(String name, String value) {
    predefined.put(name, value);
    return this;
  }

  AzurePipelines stageAttempt(int number) {
    stageAttempt = number;
    return this;
  }

  public PipelineRun run(String pipeline, String commit, Map<String, String> parameters) {
    return run(Templates.pipeline(repository.pipeline(pipeline), parameters), commit);
  }

  PipelineRun run(Pipeline pipeline, String commit) {
    return run(pipeline, commit, azureDevOps.job());
  }

  /** The stage once more, in the same run. */
  PipelineRun again(PipelineRun before, Pipeline pipeline, String commit) {
    return run(pipeline, commit, azureDevOps.again(before.first()));
  }

  private PipelineRun run(Pipeline pipeline, String commit, PipelineJob first) {
    var run = new PipelineRun(azureDevOps, first);
    for (var job : pipeline.jobs()) {
      if (run.skips(job)) {
        run.skipped(job);
      } else if (job.isAgentless()) {
        for (var leg : run.legs(job).entrySet()) {
          wait(pipeline, job, leg.getKey(), leg.getValue(), commit, run);
        }
      } else {
        onAgent(pipeline, job, commit, run);
      }
    }
    return run;
  }

  private Scope scope(
      Pipeline pipeline, PipelineJob job, String commit, Map<String, String> secretsOfGroups) {
    var environment = new LinkedHashMap<>(job.environment());
    environment.put("SYSTEM_COLLECTIONID", ImitatedAzureDevOps.ORGANIZATION_ID);
    environment.put("SYSTEM_STAGEATTEMPT", Integer.toString(stageAttempt));
    environment.put("BUILD_SOURCEVERSION", commit);
    environment.putAll(predefined);
    return new Scope(pipeline.variables(), environment, secretsOfGroups);
  }

  private void onAgent(Pipeline pipeline, Pipeline.Job job, String commit, PipelineRun run) {
    if (!job.pool().equals("Default")) {
      throw new IllegalArgumentException("There is no pool " + job.pool());
    }
    var scope =
        scope(
            pipeline,
            run.begin(),
            commit,
            pipeline.groups().contains("model-release") ? secrets : Map.of());
    var agent = new Agent(folder.resolve("agent-" + AGENTS.incrementAndGet()), repository);
    run.onAgent(job, agent, step -> agent.run(step, scope, commit));
  }

  private void wait(
      Pipeline pipeline,
      Pipeline.Job job,
      String leg,
      Map<String, String> values,
      String commit,
      PipelineRun run) {
    var own = run.begin();
    var scope = scope(pipeline, own, commit, Map.of());
    values.forEach(scope::set);
    for (var step : job.steps()) {
      if (!step.task().filter("InvokeRESTAPI@1"::equals).isPresent()) {
        throw new UnsupportedOperationException("A server job runs no " + step);
      }
      var answer = send(step, scope);
      run.waits(job, leg, own, answer);
    }
  }

  /** As the task does it; with waitForCompletion any 2xx is a receipt. */
  private HttpResponse<String> send(Pipeline.Step step, Scope scope) {
    var inputs = new LinkedHashMap<String, String>();
    step.values().forEach((name, value) -> inputs.put(name, scope.expand(value)));
    if (!inputs.get("serviceConnection").equals("model-release")
        || !inputs.get("connectionType").equals("connectedServiceName")
        || !inputs.get("waitForCompletion").equals("true")) {
      throw new IllegalArgumentException("No such connection: " + inputs);
    }
    var request =
        HttpRequest.newBuilder(URI.create(connection + inputs.get("urlSuffix")))
            .header(
                "Authorization",
                "Basic "
                    + Base64.getEncoder()
                        .encodeToString(
                            ("azure-devops:" + connectionToken).getBytes(StandardCharsets.UTF_8)))
            .method(inputs.get("method"), HttpRequest.BodyPublishers.ofString(inputs.get("body")));
    json(inputs.get("headers"))
        .properties()
        .forEach(header -> request.header(header.getKey(), header.getValue().asText()));
    try {
      return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new AssertionError("Not JSON: " + text, e);
    }
  }

  static List<String> lines(String text) {
    return text.lines().toList();
  }
}
