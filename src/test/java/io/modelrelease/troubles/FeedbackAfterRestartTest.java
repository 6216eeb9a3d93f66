package io.modelrelease.troubles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.modelrelease.ModelReleaseApplication;
import io.modelrelease.azuredevops.ImitatedAzureDevOps;
import io.modelrelease.doors.Visitor;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** The job waits longer than the application that it asked. */
@Tag("apart")
class FeedbackAfterRestartTest {
  @TempDir private Path home;

  private ConfigurableApplicationContext launch(String azureDevOps) {
    return new SpringApplicationBuilder(ModelReleaseApplication.class)
        .run(
            "--server.port=0",
            "--modelrelease.home=" + home,
            "--modelrelease.demo=false",
            "--modelrelease.emulator.port=0",
            "--modelrelease.emulator.pace=0s",
            "--modelrelease.devops.organizations=" + azureDevOps,
            "--modelrelease.devops.pass=PT0.1S",
            "--modelrelease.devops.shortest-pause=PT0.2S");
  }

  private static URI address(ConfigurableApplicationContext application) {
    return URI.create(
        "http://127.0.0.1:%s/"
            .formatted(application.getEnvironment().getProperty("local.server.port")));
  }

  @Test
  void stillCallsTheJobBack() throws JsonProcessingException {
    try (var azure = new ImitatedAzureDevOps()) {
      azure.down(true);
      var job = azure.job();
      String release;
      try (var first = launch(azure.collection())) {
        var pipeline = Visitor.withToken(address(first), "local-pipeline");
        var answer =
            pipeline.post(
                "api/releases",
                new ObjectMapper()
                    .writeValueAsString(
                        Map.of(
                            "model",
                            "credit-risk",
                            "process",
                            "dev-model-training",
                            "devops",
                            Map.of("callback", job.callback()))),
                "Idempotency-Key",
                "key");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        release = Visitor.json(answer).get("id").asText();
        assertThat(pipeline.delete("api/releases/" + release).statusCode()).isEqualTo(202);
      }
      azure.down(false);
      try (var second = launch(azure.collection())) {
        await().atMost(Duration.ofMinutes(1)).until(() -> azure.result(job).equals("failed"));
        assertThat(azure.feed(job)).anyMatch(line -> line.contains(release));
        assertThat(second.isActive()).isTrue();
      }
    }
  }
}
