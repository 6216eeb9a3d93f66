package io.modelrelease.acceptance;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.modelrelease.azureml.SentBodies;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A process of {@code target/model-release.jar}, on ports and with a home of its own. */
final class RunningApplication implements AutoCloseable {
  static final ObjectMapper JSON = new ObjectMapper();
  private static final Path JAR = Path.of("target", "model-release.jar").toAbsolutePath();
  private static final Duration LONGEST_START = Duration.ofSeconds(90);

  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
  private final Optional<Path> home;
  private final Path output;
  private final URI base;
  private final Emulated azure;
  private final String readyPath;
  private final List<String> command;
  private Process process;
  private Instant begun = Instant.EPOCH;
  private Instant ready = Instant.EPOCH;

  private RunningApplication(
      Optional<Path> home, int port, int emulatorPort, String readyPath, List<String> command) {
    this.home = home;
    this.output = home.map(RunningApplication::log).orElse(Path.of("target"));
    this.base = URI.create("http://127.0.0.1:" + port);
    this.azure = new Emulated(this, URI.create("http://127.0.0.1:" + emulatorPort));
    this.readyPath = readyPath;
    this.command = command;
    Runtime.getRuntime().addShutdownHook(new Thread(this::leaveNothingRunning));
  }

  /** Nor when the tests themselves are stopped. */
  private void leaveNothingRunning() {
    if (isAlive()) {
      process.destroyForcibly();
    }
  }

  /** The application with the emulator inside, quick where the emulator would take its time. */
  static RunningApplication start(Path home, String... options) {
    return application(home, List.of(), options).begin();
  }

  /**
   * The same, not begun yet.
   *
   * @param jvm options of the virtual machine
   */
  static RunningApplication application(Path home, List<String> jvm, String... options) {
    var port = freePort();
    var emulatorPort = freePort();
    var command = java(jvm);
    command.addAll(
        List.of(
            "--server.port=" + port,
            "--modelrelease.home=" + home,
            "--modelrelease.emulator.port=" + emulatorPort,
            "--modelrelease.watch.shortest=PT0.3S"));
    command.addAll(List.of(options));
    return new RunningApplication(
        Optional.of(home), port, emulatorPort, "/actuator/health", command);
  }

  /** The emulator alone. */
  static RunningApplication emulator(Path home, String... options) {
    return emulator(home, List.of(), options).begin();
  }

  /** The same, not begun yet. */
  static RunningApplication emulator(Path home, List<String> jvm, String... options) {
    var port = freePort();
    var command = java(jvm);
    command.add("emulator");
    command.addAll(List.of("--modelrelease.emulator.port=" + port, "--modelrelease.home=" + home));
    command.addAll(List.of(options));
    return new RunningApplication(Optional.of(home), port, port, "/_emulator/health", command);
  }

  /** One that was started in this process by somebody else, who also ends it. */
  static RunningApplication inThisProcess(int port, int emulatorPort) {
    return new RunningApplication(
        Optional.empty(), port, emulatorPort, "/actuator/health", List.of());
  }

  /** Kept after the test, for whoever has to find out why it failed. */
  private static Path log(Path home) {
    return Path.of(
        "target", "acceptance", home.getParent().getFileName() + "-" + home.getFileName() + ".log");
  }

  private static List<String> java(List<String> jvm) {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:TieredStopAtLevel=1");
    command.addAll(jvm);
    command.addAll(List.of("-jar", JAR.toString()));
    return command;
  }

  private static int freePort() {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Begins without waiting until it answers: it may be meant to die before. */
  void launch() {
    try {
      Files.createDirectories(output.getParent());
      begun = Instant.now();
      process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private RunningApplication begin() {
    launch();
    await("the start of " + command + ", see " + output)
        .atMost(LONGEST_START)
        .pollInterval(Duration.ofMillis(200))
        .failFast("it ended, see " + output, () -> !process.isAlive())
        .until(this::isReady);
    ready = Instant.now();
    return this;
  }

  boolean isAlive() {
    return process != null && process.isAlive();
  }

  boolean isReady() {
    try {
      return http.send(
                  HttpRequest.newBuilder(uri(readyPath)).timeout(Duration.ofSeconds(5)).build(),
                  HttpResponse.BodyHandlers.discarding())
              .statusCode()
          == 200;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** SIGKILL: nothing is said, nothing is finished. */
  void kill() {
    process.destroyForcibly();
    try {
      process.waitFor(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The same command once more, on the same home and ports. */
  void startAgain() {
    begin();
  }

  /** When its process was started. */
  Instant begun() {
    return begun;
  }

  /** From the start of the process to the first 200 of its health. */
  Duration startUp() {
    return Duration.between(begun, ready);
  }

  URI uri(String path) {
    return base.resolve(path);
  }

  /** The emulator inside it, or that it is. */
  Emulated azure() {
    return azure;
  }

  URI base() {
    return base;
  }

  /** All that it has printed. */
  String output() {
    try {
      return Files.readString(output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sends a request as somebody, by HTTP Basic (the password is the name). */
  HttpResponse<String> send(String user, HttpRequest.Builder request) {
    var credentials = java.util.Base64.getEncoder().encodeToString((user + ":" + user).getBytes());
    return send(request.header("Authorization", "Basic " + credentials));
  }

  HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return http.send(
          request.timeout(Duration.ofSeconds(60)).build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  JsonNode get(String user, String path) {
    return json(send(user, HttpRequest.newBuilder(uri(path))));
  }

  HttpResponse<String> post(String user, String path, String body) {
    return send(
        user,
        HttpRequest.newBuilder(uri(path))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  static JsonNode json(HttpResponse<String> answer) {
    if (answer.statusCode() / 100 != 2) {
      throw new AssertionError(
          "%s answered %d: %s".formatted(answer.uri(), answer.statusCode(), answer.body()));
    }
    try {
      return JSON.readTree(answer.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What the product's client has PUT to its emulator is valid by Microsoft's schema. */
  @Override
  public void close() {
    if (isAlive()) {
      end();
    }
    home.ifPresent(folder -> SentBodies.requireValid(folder.resolve("emulator")));
  }

  private void end() {
    process.destroy();
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
