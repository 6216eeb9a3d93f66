package io.modelrelease.plan;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelrelease.azureml.TargetEnvironment;
import io.modelrelease.project.CliFile;
import io.modelrelease.project.InvalidProjectException;
import io.modelrelease.project.ModelProject;
import io.modelrelease.project.PlannedSending;
import io.modelrelease.project.ProjectFiles;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What would be sent to Azure, without sending it: of single CLI v2 files ({@code --file F.yml}),
 * as Microsoft's client would send them, or of a whole model project, as a release would. One JSON
 * line a file on standard output; faults and notes on standard error. No Spring context: it is
 * asked in every pull request.
 */
public final class PlanCommand {
  private static final int WRONG = 2;
  private static final int VERSION = 1;
  private static final String FILE = "--file";
  private static final String USAGE =
      """
      usage: java -jar model-release.jar plan DIR                          a model project, as a release would send it
             java -jar model-release.jar plan --file F.yml [--file G.yml …]   single CLI v2 files, as az ml would
      """;

  private final PlanTargets targets = new TargetsAsSet();
  private final ObjectMapper json = new ObjectMapper();
  private final PrintStream out;
  private final PrintStream err;

  public PlanCommand(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  /** Exit code: 0, or 2 where a file is wrong. */
  public int run(String... arguments) {
    if (arguments.length == 1 && !arguments[0].startsWith("-")) {
      return release(Path.of(arguments[0]));
    }
    var files = new ArrayList<Path>();
    for (var i = 0; i < arguments.length; i += 2) {
      if (!arguments[i].equals(FILE) || i + 1 == arguments.length) {
        err.print(USAGE);
        return WRONG;
      }
      files.add(Path.of(arguments[i + 1]));
    }
    if (files.isEmpty()) {
      err.print(USAGE);
      return WRONG;
    }
    return files.stream().mapToInt(this::plan).max().orElse(0);
  }

  private int release(Path folder) {
    if (!Files.isDirectory(folder)) {
      err.println(folder + ": there is no such folder; name the folder with model.yml in it");
      return WRONG;
    }
    try {
      new PlannedRelease(targets, VERSION, this::line, err::println)
          .plan(ModelProject.read(ProjectFiles.ofFolder(folder)));
      return 0;
    } catch (InvalidProjectException e) {
      e.faults().forEach(err::println);
      return WRONG;
    }
  }

  private int plan(Path file) {
    var sending = targets.sending(TargetEnvironment.DEV);
    try {
      var faults = CliFile.plan(file, sending);
      if (faults.isEmpty()) {
        line(file.toString(), sending.requests());
        return 0;
      }
      faults.forEach(err::println);
    } catch (UncheckedIOException e) {
      err.println(e.getMessage());
    }
    return WRONG;
  }

  private void line(String yaml, List<PlannedSending.Request> requests) {
    ObjectNode line = json.createObjectNode();
    line.put("yaml", yaml);
    var array = line.putArray("requests");
    requests.forEach(
        request ->
            array
                .addObject()
                .put("method", request.method())
                .put("path", request.path())
                .set("body", request.body()));
    out.println(line);
  }
}
