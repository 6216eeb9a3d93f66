package io.modelrelease.trainer;

import java.util.Locale;

/** XGBoost's native library needs OpenMP, which bare servers and slim images lack. */
final class OpenMp {
  private static final String NATIVE = "ml.dmlc.xgboost4j.java.XGBoostJNI";

  private OpenMp() {}

  /**
   * Loads the native library.
   *
   * @throws TrainerException with the command to install what is missing
   */
  static void require() {
    try {
      Class.forName(NATIVE);
    } catch (ClassNotFoundException | LinkageError e) {
      throw new TrainerException(sentence(e, System.getProperty("os.name")), e);
    }
  }

  static String sentence(Throwable failure, String system) {
    for (var cause = failure; cause != null; cause = cause.getCause()) {
      if (String.valueOf(cause.getMessage()).matches("(?s).*lib(g?omp|vcomp).*")) {
        return system.toLowerCase(Locale.ROOT).startsWith("mac")
            ? "XGBoost needs OpenMP (libomp), which this machine lacks; install it with: brew install"
                + " libomp"
            : "XGBoost needs OpenMP (libgomp.so.1), which this machine lacks; install it with:"
                + " apt-get install -y libgomp1";
      }
    }
    return "XGBoost's native library cannot be loaded on this machine: " + failure;
  }
}
