package io.modelrelease.troubles;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.test.context.ContextConfiguration;
import org.springframework.test.context.TestPropertySource;

/** With looks a minute apart only the events make a release go on: how soon they do. */
@Tag("faults")
@ContextConfiguration(initializers = PushedTest.AnotherHome.class)
@TestPropertySource(
    properties = {"modelrelease.watch.shortest=PT1M", "modelrelease.watch.longest=PT10M"})
class PushedTest extends Troubles {
  private static final Duration WANTED = Duration.ofMillis(300);

  /** Beside the shared application, whose home is taken. */
  static final class AnotherHome
      implements ApplicationContextInitializer<ConfigurableApplicationContext> {
    @Override
    public void initialize(ConfigurableApplicationContext context) {
      try {
        var folder = Files.createTempDirectory("model-release-pushed").toString();
        context
            .getEnvironment()
            .getPropertySources()
            .addFirst(new MapPropertySource("another home", Map.of("modelrelease.home", folder)));
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }
  }

  @Override
  void widenGate() {
    // the people of the shared application are not logged in here, and training meets the gate last
  }

  @Test
  void takesTheNextStepLongBeforeALookIsDue() throws IOException {
    var release = train(Project.named("pushed"));
    passes("the evaluation", () -> azure.requests("PUT", "/jobs/" + release).size() == 2);
    var training = jobName(release, 0);
    var over = Instant.parse(ended(training));
    var read =
        azure.requests("GET", "/jobs/" + training).stream()
            .map(line -> Instant.parse(line.path("time").asText()))
            .filter(time -> time.isAfter(over))
            .findFirst()
            .orElseThrow();
    var next =
        azure.requests("GET", "/models").stream()
            .map(line -> Instant.parse(line.path("time").asText()))
            .filter(time -> time.isAfter(over))
            .findFirst()
            .orElse(
                Instant.parse(
                    azure.requests("PUT", "/jobs/" + release).get(1).path("time").asText()));
    var heard = Duration.between(over, read);
    var went = Duration.between(over, next);
    Files.writeString(
        Path.of("target", "numbers-events.txt"),
        "job over to Azure read: %d ms; job over to the next step's first request: %d ms (looks are due after 60,000 ms)%n"
            .formatted(heard.toMillis(), went.toMillis()));
    assertThat(went).isLessThan(WANTED);
    ended(release, "completed");
  }

  private String jobName(String release, int number) {
    var path = azure.requests("PUT", "/jobs/" + release).get(number).path("path").asText();
    return path.substring(path.lastIndexOf('/') + 1);
  }

  private String ended(String job) {
    return azure.history("mlw-dev", job).path("endTimeUtc").asText();
  }
}
