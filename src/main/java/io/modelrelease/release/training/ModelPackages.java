package io.modelrelease.release.training;

import io.modelrelease.project.PythonPackages;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * The packages that an MLflow model's folder asks for: those of the conda file that its {@code
 * MLmodel} names, else of its requirements (MLflow, "MLflow Models", {@code env} of
 * python_function), which Azure ML reads ("Guidelines for deploying MLflow models", "Packages and
 * dependencies").
 */
final class ModelPackages {
  private static final String CONDA = "conda.yaml";
  private static final String REQUIREMENTS = "requirements.txt";

  private ModelPackages() {}

  /**
   * @param files reads a file of the folder by its path
   * @return empty where the folder has no such file, or none that can be read
   */
  static Optional<PythonPackages> read(Function<String, Optional<String>> files) {
    var conda = files.apply(WrittenOutputs.MLMODEL).flatMap(ModelPackages::condaFile).orElse(CONDA);
    return files
        .apply(conda)
        .flatMap(text -> PythonPackages.ofConda(text, files))
        .or(() -> files.apply(REQUIREMENTS).map(PythonPackages::ofRequirements));
  }

  /** {@code env} is a path, or one for each kind of environment. */
  private static Optional<String> condaFile(String mlmodel) {
    try {
      var document = new Load(LoadSettings.builder().build()).loadFromString(mlmodel);
      var env = map(map(map(document).get("flavors")).get("python_function")).get("env");
      var path = env instanceof Map<?, ?> kinds ? kinds.get("conda") : env;
      return Optional.ofNullable(path).map(String::valueOf);
    } catch (YamlEngineException e) {
      return Optional.empty();
    }
  }

  private static Map<?, ?> map(Object node) {
    return node instanceof Map<?, ?> map ? map : Map.of();
  }
}
