package io.modelrelease.emulator.python;

import io.modelrelease.emulator.state.AtomicFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;

/** The Python files in the program's resources. */
final class Lent {
  /** All of them: a folder in a jar cannot be listed by everybody. */
  static final List<String> FILES =
      List.of(
          "lent/_lent.py",
          "lent/fastparquet/__init__.py",
          "lent/fastparquet/_columns.py",
          "lent/fastparquet/_file.py",
          "lent/fastparquet/_thrift.py",
          "lent/matplotlib/__init__.py",
          "lent/matplotlib/_canvas.py",
          "lent/matplotlib/_frames.py",
          "lent/matplotlib/figure.py",
          "lent/matplotlib/pyplot.py",
          "lent/mlflow/__init__.py",
          "lent/mlflow/_entities.py",
          "lent/mlflow/_fluent.py",
          "lent/mlflow/_model.py",
          "lent/mlflow/_places.py",
          "lent/mlflow/_registry.py",
          "lent/mlflow/_rest.py",
          "lent/mlflow/_yaml.py",
          "lent/mlflow/artifacts.py",
          "lent/mlflow/exceptions.py",
          "lent/mlflow/models/__init__.py",
          "lent/mlflow/models/signature.py",
          "lent/mlflow/pyfunc/__init__.py",
          "lent/mlflow/pyfunc/model.py",
          "lent/mlflow/sklearn.py",
          "lent/mlflow/tracking/__init__.py",
          "lent/mlflow/tracking/client.py",
          "lent/mlflow/xgboost.py",
          "tools/lent_batch.py",
          "tools/lent_entry.py",
          "tools/lent_parallel.py",
          "tools/lent_server.py");

  private Lent() {}

  static void unpack(Path folder) {
    for (var name : FILES) {
      try (var content = Lent.class.getResourceAsStream("/python/" + name)) {
        if (content == null) {
          throw new IllegalStateException("The program holds no file python/" + name);
        }
        AtomicFile.write(folder.resolve(name), content.readAllBytes());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
