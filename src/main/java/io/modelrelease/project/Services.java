package io.modelrelease.project;

import java.util.Map;

/** Programs that people open while a job runs. */
final class Services {
  static final Map<String, String> TYPES =
      Map.of(
          "jupyter_lab", "JupyterLab",
          "ssh", "SSH",
          "tensor_board", "TensorBoard",
          "vs_code", "VSCode",
          "custom", "Custom",
          "tracking", "Tracking",
          "studio", "Studio");

  private Services() {}
}
