package io.modelrelease;

import io.modelrelease.azuredevops.ImitatedAzureDevOps;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.springframework.boot.test.autoconfigure.actuate.observability.AutoConfigureObservability;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/**
 * The application with the emulator inside, on free ports and with a home of its own, connected to
 * an imitation of Azure DevOps. All tests that extend this share one.
 */
@SpringBootTest(
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = {
      "modelrelease.demo=false",
      // callers who ask so often that they are refused in the end
      "modelrelease.security.tokens.busy-pipeline.token=busy-pipeline",
      "modelrelease.security.tokens.mutating-pipeline.token=mutating-pipeline",
      "modelrelease.emulator.port=0",
      "modelrelease.emulator.pace=0s",
      "modelrelease.watch.shortest=PT0.2S",
      "modelrelease.watch.longest=PT2S",
      "modelrelease.production.bake=PT1S",
      "modelrelease.production.undo-pause=PT0.3S",
      "modelrelease.azureml.call-timeout=PT10S",
      "modelrelease.devops.credential.kind=emulator",
      "modelrelease.devops.pass=PT0.1S",
      "modelrelease.devops.call-timeout=PT2S",
      "modelrelease.devops.shortest-pause=PT0.2S",
      "modelrelease.devops.longest-pause=PT1S",
      "modelrelease.azureml.call-lateness=PT1S",
      "camunda.bpm.generic-properties.properties.failed-job-retry-time-cycle=PT1S,PT2S",
      "camunda.bpm.job-execution.wait-time-in-millis=200",
      "camunda.bpm.job-execution.max-wait=400"
    })
@AutoConfigureObservability(tracing = false)
public abstract class WholeApplication {
  /** The organization whose pipelines may come, with the tokens of its jobs. */
  protected static final ImitatedAzureDevOps AZURE_DEVOPS = new ImitatedAzureDevOps();

  /** What the ledger calls the pipeline of that organization. */
  protected static final String PIPELINE = "credit-risk-pipeline";

  private static final Path HOME = newFolder();

  @LocalServerPort private int port;

  private static Path newFolder() {
    try {
      return Files.createTempDirectory("model-release-test");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @DynamicPropertySource
  static void home(DynamicPropertyRegistry properties) {
    properties.add("modelrelease.home", () -> HOME.resolve("home").toString());
    properties.add("modelrelease.devops.organizations", AZURE_DEVOPS::collection);
    var devops = "modelrelease.security.azure-devops.";
    var pipeline = devops + "pipelines." + PIPELINE;
    properties.add(devops + "base-address", () -> AZURE_DEVOPS.issuer().replaceAll("/[^/]+$", ""));
    properties.add(devops + "organization", () -> ImitatedAzureDevOps.ORGANIZATION_ID);
    properties.add(pipeline + ".project", () -> ImitatedAzureDevOps.PROJECT_ID);
    properties.add(pipeline + ".definition", () -> ImitatedAzureDevOps.DEFINITION_ID);
    properties.add(pipeline + ".branches", () -> "refs/heads/main");
    properties.add(pipeline + ".pull-requests", () -> true);
  }

  /** Where it answers. */
  protected URI address() {
    return URI.create("http://127.0.0.1:" + port + "/");
  }
}
