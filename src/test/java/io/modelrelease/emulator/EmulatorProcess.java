package io.modelrelease.emulator;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;

/** An emulator in a process of its own, which can be killed. */
final class EmulatorProcess implements AutoCloseable {
  private final Process process;
  private final Path addressFile;

  private EmulatorProcess(Process process, Path addressFile) {
    this.process = process;
    this.addressFile = addressFile;
  }

  static EmulatorProcess start(Path home) throws IOException {
    Files.createDirectories(home);
    var addressFile = home.resolve("address");
    Files.deleteIfExists(addressFile);
    var process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                EmulatorProcess.class.getName(),
                home.toString(),
                addressFile.toString())
            .redirectErrorStream(true)
            .redirectOutput(home.resolve("emulator.log").toFile())
            .start();
    return new EmulatorProcess(process, addressFile);
  }

  public static void main(String[] arguments) throws IOException {
    var emulator =
        Emulator.start(
            new EmulatorSettings(
                Path.of(arguments[0]),
                "127.0.0.1",
                0,
                Commands.ANY,
                Map.of("default", Duration.ZERO),
                List.of()));
    var fresh = Path.of(arguments[1] + ".new");
    Files.writeString(fresh, emulator.address().toString());
    Files.move(fresh, Path.of(arguments[1]));
  }

  URI address() throws IOException {
    Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> Files.exists(addressFile));
    return URI.create(Files.readString(addressFile));
  }

  /** SIGKILL. */
  void kill() {
    process.destroyForcibly().onExit().join();
  }

  @Override
  public void close() {
    kill();
  }
}
