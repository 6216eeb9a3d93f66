package io.modelrelease.release.serving;

import io.modelrelease.project.PythonPackages;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Modules that a scoring script imports at its top, and that no package of its environment is known
 * to bring. A guess by names: packages bring others, so it is good for a hint and nothing more.
 */
public final class ScriptImports {
  private static final Pattern IMPORT =
      Pattern.compile("(?m)^(?:from\\s+([A-Za-z_]\\w*)|import\\s+([A-Za-z_][\\w., ]*))");

  private static final Set<String> STANDARD =
      Set.of(
          ("__future__ abc argparse array ast asyncio base64 bisect calendar collections"
                  + " concurrent configparser contextlib copy csv ctypes dataclasses datetime"
                  + " decimal difflib email enum errno functools gc getpass glob gzip hashlib heapq"
                  + " hmac html http importlib inspect io itertools json logging math mimetypes"
                  + " multiprocessing numbers operator os pathlib pickle pkgutil platform pprint"
                  + " queue random re resource secrets select shlex shutil signal socket sqlite3"
                  + " ssl stat statistics string struct subprocess sys tarfile tempfile textwrap"
                  + " threading time timeit traceback types typing unicodedata unittest urllib uuid"
                  + " warnings weakref xml zipfile zlib zoneinfo")
              .split(" "));

  /** Modules whose package has another name, or comes with another one. */
  private static final Map<String, List<String>> BROUGHT_BY =
      Map.ofEntries(
          Map.entry("sklearn", List.of("scikit-learn", "mlflow")),
          Map.entry("skimage", List.of("scikit-image")),
          Map.entry("cv2", List.of("opencv-python", "opencv-python-headless", "opencv")),
          Map.entry("PIL", List.of("pillow", "torchvision", "matplotlib")),
          Map.entry("yaml", List.of("pyyaml", "mlflow", "mlflow-skinny")),
          Map.entry("bs4", List.of("beautifulsoup4")),
          Map.entry("dateutil", List.of("python-dateutil", "pandas", "mlflow")),
          Map.entry(
              "numpy",
              List.of(
                  "pandas",
                  "scikit-learn",
                  "scipy",
                  "xgboost",
                  "py-xgboost",
                  "lightgbm",
                  "catboost",
                  "torch",
                  "pytorch",
                  "tensorflow",
                  "mlflow",
                  "pyarrow")),
          Map.entry("pandas", List.of("mlflow", "catboost", "azureml-dataset-runtime")),
          Map.entry("scipy", List.of("scikit-learn", "xgboost", "lightgbm", "mlflow")),
          Map.entry("joblib", List.of("scikit-learn", "mlflow")),
          Map.entry("xgboost", List.of("py-xgboost")),
          Map.entry("torch", List.of("pytorch", "torchvision")),
          Map.entry("keras", List.of("tensorflow")),
          Map.entry(
              "inference_schema", List.of("azureml-inference-server-http", "azureml-defaults")));

  private ScriptImports() {}

  /**
   * @param script path in the code
   * @param code path to bytes
   */
  public static List<String> unknown(
      String script, Map<String, byte[]> code, PythonPackages packages) {
    var text = new String(code.getOrDefault(script, new byte[0]), StandardCharsets.UTF_8);
    var modules = new LinkedHashSet<String>();
    var imports = IMPORT.matcher(text);
    while (imports.find()) {
      if (imports.group(1) != null) {
        modules.add(imports.group(1));
      } else {
        for (var module : imports.group(2).split(",")) {
          modules.add(module.strip().replaceFirst("[. ].*", ""));
        }
      }
    }
    modules.removeIf(
        module ->
            module.isEmpty()
                || STANDARD.contains(module)
                || isLocal(module, code)
                || isBrought(module, packages));
    return List.copyOf(modules);
  }

  private static boolean isLocal(String module, Map<String, byte[]> code) {
    return code.keySet().stream()
        .anyMatch(
            path ->
                ("/" + path).contains("/" + module + ".py")
                    || ("/" + path).contains("/" + module + "/"));
  }

  private static boolean isBrought(String module, PythonPackages packages) {
    var name = module.toLowerCase(Locale.ROOT);
    return packages.hasOneThatBeginsWith(name)
        || packages.hasOneOf(BROUGHT_BY.getOrDefault(module, List.of()));
  }
}
