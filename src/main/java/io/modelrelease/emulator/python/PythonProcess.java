package io.modelrelease.emulator.python;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.modelrelease.emulator.World;
import io.modelrelease.emulator.arm.ServedModel;
import io.modelrelease.emulator.model.ModelFailure;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Prepares a process that serves: its folder with the model and the code, its environment.
 *
 * <p>{@code AZUREML_MODEL_DIR} holds the model's folder or file under its own name (Microsoft's
 * examples: {@code AZUREML_MODEL_DIR/model/…}). Scripts of batch deployments are found that expect
 * the files directly in it, too: there they are, besides. Unverified.
 */
public final class PythonProcess {
  private static final List<String> INHERITED =
      List.of("PATH", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "LD_LIBRARY_PATH");
  private static final ObjectMapper JSON = new ObjectMapper();

  private final World world;
  private final Python python;
  private final Path root;

  public PythonProcess(World world, Python python) {
    this.world = world;
    this.python = python;
    this.root = world.settings().home().resolve("servers").toAbsolutePath();
  }

  /**
   * The process, to be started.
   *
   * @param name of its folder
   * @param threads so many orders at a time
   */
  public ProcessBuilder prepare(ServedModel model, String name, boolean batch, int threads) {
    discard(name);
    var folder = root.resolve(name);
    var program = model.program();
    var code = folder.resolve("code");
    var home = folder.resolve("home");
    var models =
        folder
            .resolve("azureml-models")
            .resolve(program.path("modelName").asText("model"))
            .resolve(program.path("modelVersion").asText("1"));
    try {
      for (var needed : List.of(code, home, models)) {
        Files.createDirectories(needed);
      }
      var own = model(model, models, batch);
      var settings = JSON.createObjectNode();
      settings.put("kind", model.isScript() ? "script" : "mlflow").put("threads", threads);
      settings.put("model", own.toString());
      var variables = variables(folder, models, home);
      program
          .path("variables")
          .properties()
          .forEach(variable -> variables.put(variable.getKey(), variable.getValue().asText()));
      if (model.isScript()) {
        var script = program.path("script").asText();
        world.blobs().materialise(model.code(), code);
        settings.put("script", code.resolve(script).toString());
        variables.put("AML_APP_ROOT", code.toString());
        variables.put("AZUREML_ENTRY_SCRIPT", script);
        if (!Files.isRegularFile(code.resolve(script))) {
          throw new ModelFailure("The code holds no scoring script %s.".formatted(script));
        }
      }
      python.addTo(variables);
      var builder =
          new ProcessBuilder(
                  python.program(), python.tool("lent_server.py").toString(), settings.toString())
              .directory(code.toFile());
      builder.environment().clear();
      builder.environment().putAll(variables);
      return builder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path model(ServedModel model, Path models, boolean batch) throws IOException {
    var path = model.folder().path().replaceFirst("/+$", "");
    var own = models.resolve(path.substring(path.lastIndexOf('/') + 1));
    var isFile = world.blobs().exists(model.folder().account(), model.folder().container(), path);
    if (world.blobs().materialise(model.folder(), isFile ? models : own) == 0) {
      throw new ModelFailure("The model holds no file: " + path);
    }
    if (batch && !isFile) {
      try (var files = Files.list(own)) {
        for (var file : files.toList()) {
          var beside = models.resolve(file.getFileName());
          if (!Files.exists(beside)) {
            Files.createSymbolicLink(beside, file);
          }
        }
      }
    }
    return own;
  }

  private Map<String, String> variables(Path folder, Path models, Path home) {
    var variables = new TreeMap<String, String>();
    for (var name : INHERITED) {
      Optional.ofNullable(System.getenv(name)).ifPresent(value -> variables.put(name, value));
    }
    python.provide(folder.resolve("programs"));
    variables.put(
        "PATH",
        folder.resolve("programs")
            + File.pathSeparator
            + variables.getOrDefault("PATH", "/usr/local/bin:/usr/bin:/bin"));
    variables.put("HOME", home.toString());
    variables.put("AZUREML_MODEL_DIR", models.toString());
    variables.put("MPLBACKEND", "Agg");
    return variables;
  }

  /** Removes the folder of a process. */
  public void discard(String name) {
    var folder = root.resolve(name);
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (var files = Files.walk(folder)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
