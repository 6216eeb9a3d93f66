package io.modelrelease.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Programs in other languages which use an emulator; their sources are among the test resources.
 */
final class ForeignClient {
  static final Path SOURCES = Path.of("src", "test", "resources", "clients").toAbsolutePath();

  private static final Duration LONGEST = Duration.ofMinutes(10);

  /** Debian's own; another one may come first on the path and has none of its packages. */
  private static final String PYTHON = "/usr/bin/python3";

  private final Path folder;
  private final Map<String, String> environment;

  /**
   * @param folder where the programs run, and their output is kept
   */
  ForeignClient(Path folder, RunningEmulator azure) {
    this.folder = folder;
    this.environment = Map.of("EMULATOR", azure.address().toString());
  }

  /** Names of the files of a folder that end so, without the ending. */
  static List<String> programs(String language, String begin, String end) {
    try (var files = Files.list(SOURCES.resolve(language))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.startsWith(begin) && name.endsWith(end))
          .map(name -> name.substring(0, name.length() - end.length()))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void requirePython() {
    requirePython("azure.ai.ml, azure.storage.blob", "python3-azure");
    requirePython("pandas, sklearn, xgboost", "python3-pandas python3-sklearn python3-xgboost");
  }

  private static void requirePython(String modules, String packages) {
    var probe =
        List.of(
            PYTHON,
            "-c",
            "import sys; sys.path.insert(0, '%s'); import %s"
                .formatted(SOURCES.resolve("python"), modules));
    var outcome = tryRun(probe, Path.of("."), Map.of());
    if (outcome.code() != 0) {
      fail(
          "The profile clients needs Debian's Python with %s: apt-get install -y %s. Python says:%n%s",
          modules, packages, outcome.output());
    }
  }

  /** Installs what the lock file names, where that was not done before. */
  static Path requireNpm() {
    var folder = Path.of("target", "clients", "npm").toAbsolutePath();
    try {
      Files.createDirectories(folder);
      try (var files = Files.list(SOURCES.resolve("npm"))) {
        for (var file : files.toList()) {
          Files.copy(
              file,
              folder.resolve(file.getFileName()),
              java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (!Files.isRegularFile(folder.resolve("node_modules/.package-lock.json"))) {
      var outcome = tryRun(List.of("npm", "ci", "--no-audit", "--no-fund"), folder, Map.of());
      if (outcome.code() != 0) {
        fail(
            "The profile clients needs Node.js 18 or newer with npm, and once a way to the npm registry: apt-get install -y nodejs npm. npm says:%n%s",
            outcome.output());
      }
    }
    return folder;
  }

  /** Runs the tests of a Python module; all must pass. */
  void python(String module) {
    mustPass(
        List.of(PYTHON, "-m", "unittest", "-v", module),
        Map.of(
            "PYTHONPATH",
            SOURCES.resolve("python").toString(),
            "PYTHONDONTWRITEBYTECODE",
            "1",
            "PYTHONWARNINGS",
            "ignore",
            "AZUREML_CLOUD",
            "AzureCloud"));
  }

  /** Runs a file of Node tests; all must pass. */
  void node(Path file) {
    mustPass(List.of("node", "--test", file.toString()), Map.of());
  }

  private void mustPass(List<String> command, Map<String, String> more) {
    var all = new java.util.TreeMap<>(environment);
    all.putAll(more);
    var outcome = tryRun(command, folder, all);
    assertThat(outcome.code()).as(() -> command + "\n" + outcome.output()).isZero();
    assertThat(outcome.output()) // both runners are content with none
        .containsPattern("Ran [1-9]\\d* test|pass [1-9]")
        .doesNotContainPattern("skipped[ =][1-9]");
  }

  private record Outcome(int code, String output) {}

  private static Outcome tryRun(List<String> command, Path folder, Map<String, String> more) {
    try {
      var output = Files.createTempFile("client", ".log");
      var builder =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile());
      builder.environment().putAll(more);
      try {
        var process = builder.start();
        if (!process.waitFor(LONGEST.toSeconds(), TimeUnit.SECONDS)) {
          Stream.concat(process.descendants(), Stream.of(process.toHandle()))
              .forEach(ProcessHandle::destroyForcibly);
          process.waitFor();
          return new Outcome(-1, "Not over after " + LONGEST + "\n" + Files.readString(output));
        }
        return new Outcome(process.exitValue(), Files.readString(output));
      } catch (IOException e) {
        return new Outcome(-1, e.getMessage());
      } finally {
        Files.delete(output);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
