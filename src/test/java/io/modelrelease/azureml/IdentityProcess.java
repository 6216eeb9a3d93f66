package io.modelrelease.azureml;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A process with an environment of its own, in which azure-identity looks for managed identities
 * and for {@code az}: it reads each environment's workspace once.
 */
final class IdentityProcess {
  private IdentityProcess() {}

  /**
   * Runs it.
   *
   * @param settings of the client
   * @param variables added to those of this process
   * @return all that it printed, with its exit code as last line
   */
  static List<String> run(Map<String, String> settings, Map<String, String> variables)
      throws Exception {
    var command =
        new ArrayList<String>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                IdentityProcess.class.getName()));
    settings.forEach((name, value) -> command.add(name + "=" + value));
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(variables);
    var process = builder.start();
    try (var output = process.inputReader()) {
      var lines = output.lines().collect(Collectors.toCollection(ArrayList::new));
      lines.add("ended with " + process.waitFor());
      return lines;
    }
  }

  public static void main(String[] settings) {
    var client =
        BoundClient.of(
            Arrays.stream(settings)
                .map(setting -> setting.split("=", 2))
                .collect(Collectors.toMap(setting -> setting[0], setting -> setting[1])));
    for (var environment : TargetEnvironment.values()) {
      var workspace = client.workspace(environment);
      workspace.find(workspace.armId()).orElseThrow();
    }
    System.exit(0); // azure-identity leaves threads
  }
}
