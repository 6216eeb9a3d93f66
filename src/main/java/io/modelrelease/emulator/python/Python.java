package io.modelrelease.emulator.python;

import io.modelrelease.emulator.EmulatorSettings;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Python that runs jobs and scoring scripts: {@code modelrelease.emulator.python}, else the
 * first {@code python3} of the path that finds pandas and scikit-learn, else the first. What it is
 * lent (a small mlflow) comes last on its path.
 */
public final class Python {
  private static final Logger log = LoggerFactory.getLogger(Python.class);
  private static final String ALWAYS_TRIED = "/usr/bin/python3";
  private static final String PROBE =
      "import importlib.util as u, sys; sys.exit(0 if u.find_spec('pandas') and u.find_spec('sklearn') else 1)";
  private static final long PROBE_SECONDS = 20;

  private final EmulatorSettings settings;
  private final Path folder;
  private Optional<String> program = Optional.empty();
  private boolean isUnpacked;

  /**
   * @param folder where what is lent is unpacked
   */
  public Python(EmulatorSettings settings, Path folder) {
    this.settings = settings;
    this.folder = folder.toAbsolutePath();
  }

  /** Path of the program; found once. */
  public synchronized String program() {
    if (program.isEmpty()) {
      program =
          Optional.of(settings.python().filter(said -> !said.isBlank()).orElseGet(this::find));
      log.info("Python of jobs and scoring scripts: {}", program.get());
    }
    return program.get();
  }

  private String find() {
    var found = candidates();
    return found.stream().filter(this::hasLibraries).findFirst().orElse(found.get(0));
  }

  private static List<String> candidates() {
    var path = Optional.ofNullable(System.getenv("PATH")).orElse("");
    var found =
        Stream.concat(
                Stream.of(path.split(File.pathSeparator))
                    .filter(folder -> !folder.isEmpty())
                    .map(folder -> Path.of(folder, "python3").toString()),
                Stream.of(ALWAYS_TRIED))
            .filter(candidate -> Files.isExecutable(Path.of(candidate)))
            .distinct()
            .toList();
    return found.isEmpty() ? List.of("python3") : found;
  }

  private boolean hasLibraries(String candidate) {
    try {
      var builder =
          new ProcessBuilder(candidate, "-c", PROBE)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD);
      var probe = builder.start();
      if (!probe.waitFor(PROBE_SECONDS, TimeUnit.SECONDS)) {
        probe.destroyForcibly();
        return false;
      }
      return probe.exitValue() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Puts the programs {@code python} and {@code python3} into a folder. */
  public void provide(Path programs) {
    var script = "#!/bin/sh\nexec '%s' \"$@\"\n".formatted(program().replace("'", "'\\''"));
    try {
      Files.createDirectories(programs);
      for (var name : List.of("python", "python3")) {
        var file = programs.resolve(name);
        Files.writeString(file, script);
        if (!file.toFile().setExecutable(true)) {
          throw new IOException("Cannot make executable: " + file);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Completes the environment of a process: libraries of the person who started the emulator, then
   * what is lent.
   */
  public void addTo(Map<String, String> variables) {
    unpack();
    var before = Optional.ofNullable(variables.get("PYTHONPATH")).or(Python::inherited);
    variables.put(
        "PYTHONPATH",
        before.filter(path -> !path.isEmpty()).map(path -> path + File.pathSeparator).orElse("")
            + folder.resolve("tools")
            + File.pathSeparator
            + folder.resolve("lent"));
    variables.putIfAbsent("PYTHONUNBUFFERED", "1");
    variables.putIfAbsent("PYTHONDONTWRITEBYTECODE", "1");
    // HOME is a temporary folder; packages that were installed for this user stay visible
    variables.putIfAbsent(
        "PYTHONUSERBASE",
        Optional.ofNullable(System.getenv("PYTHONUSERBASE"))
            .orElse(Path.of(System.getProperty("user.home"), ".local").toString()));
  }

  private static Optional<String> inherited() {
    return Optional.ofNullable(System.getenv("PYTHONPATH"));
  }

  private synchronized void unpack() {
    if (!isUnpacked) {
      Lent.unpack(folder);
      isUnpacked = true;
    }
  }

  /** A file of {@code tools}. */
  Path tool(String name) {
    unpack();
    return folder.resolve("tools").resolve(name);
  }
}
