package io.modelrelease.troubles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.modelrelease.ModelReleaseApplication;
import io.modelrelease.doors.Visitor;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * With looks a minute apart only the events make a release go on: how soon they do. In a process of
 * its own, since a virtual machine has one engine.
 */
@Tag("faults")
class PushedTest {
  private static final Duration WANTED = Duration.ofMillis(300);

  /**
   * What the engine takes from there is the machine's business: below the wanted when it is idle.
   */
  private static final Duration ON_A_BUSY_MACHINE = Duration.ofSeconds(2);

  @TempDir Path home;
  private int port;
  private int emulatorPort;
  private Process application;

  @BeforeEach
  void start() throws IOException {
    port = freePort();
    emulatorPort = freePort();
    application =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                classPath(),
                ModelReleaseApplication.class.getName(),
                "--modelrelease.home=" + home,
                "--modelrelease.demo=false",
                "--server.port=" + port,
                "--modelrelease.emulator.port=" + emulatorPort,
                "--modelrelease.emulator.pace=0s",
                "--modelrelease.watch.shortest=PT1M",
                "--modelrelease.watch.longest=PT10M")
            .redirectErrorStream(true)
            .redirectOutput(Path.of("target", "pushed.log").toFile())
            .start();
    await()
        .atMost(Duration.ofSeconds(60))
        .ignoreExceptions()
        .until(() -> pipeline().get("actuator/health").statusCode() == 200);
  }

  /** The program's, each entry once: a second one would deploy the models twice. */
  private static String classPath() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> !entry.contains("test-classes"))
        .map(entry -> Path.of(entry).toAbsolutePath().normalize().toString())
        .distinct()
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @AfterEach
  void stop() {
    application.destroy();
    application.onExit().join();
  }

  private Visitor pipeline() {
    return Visitor.withToken(URI.create("http://127.0.0.1:" + port + "/"), "local-pipeline");
  }

  private record Pushed(Duration read, Duration next) {}

  @Test
  void takesTheNextStepLongBeforeALookIsDue() throws IOException {
    var times =
        IntStream.rangeClosed(1, 3)
            .mapToObj(this::pushed)
            .sorted(Comparator.comparing(Pushed::next))
            .toList();
    var median = times.get(1);
    Files.writeString(
        Path.of("target", "numbers-events.txt"),
        "job over to Azure read: %d ms; job over to the next step's first request: %d ms (median of 3; looks are due after 60,000 ms)%n"
            .formatted(median.read().toMillis(), median.next().toMillis()));
    assertThat(median.read()).isLessThan(WANTED);
    assertThat(median.next()).isLessThan(ON_A_BUSY_MACHINE);
  }

  private Pushed pushed(int number) {
    var azure = new EmulatorSeen(URI.create("http://127.0.0.1:" + emulatorPort));
    var started =
        pipeline()
            .post(
                "api/releases",
                """
                {"model": "credit-risk", "commit": "%040x", "process": "dev-model-training"}"""
                    .formatted(number),
                "Idempotency-Key",
                "pushed-" + number);
    assertThat(started.statusCode()).as(started.body()).isEqualTo(202);
    var release = Visitor.json(started).get("id").asText();
    await()
        .atMost(Duration.ofSeconds(50))
        .until(() -> azure.requests("PUT", "/jobs/" + release).size() == 2);
    var training = azure.requests("PUT", "/jobs/" + release).get(0).path("path").asText();
    var name = training.substring(training.lastIndexOf('/') + 1);
    var over = Instant.parse(azure.history("mlw-dev", name).path("endTimeUtc").asText());
    untilOver(release);
    return new Pushed(
        firstAfter(over, azure, "GET", "/jobs/" + name), firstAfter(over, azure, "GET", "/models"));
  }

  /** A job outlives the application that is stopped, and would go on writing below its home. */
  private void untilOver(String release) {
    await()
        .atMost(Duration.ofSeconds(50))
        .until(
            () ->
                Visitor.json(pipeline().get("api/releases/" + release))
                    .path("endedAt")
                    .isTextual());
  }

  private static Duration firstAfter(Instant over, EmulatorSeen azure, String method, String path) {
    List<Instant> times =
        azure.requests(method, path).stream()
            .map(line -> Instant.parse(line.path("time").asText()))
            .filter(time -> time.isAfter(over))
            .toList();
    return Duration.between(over, times.get(0));
  }
}
