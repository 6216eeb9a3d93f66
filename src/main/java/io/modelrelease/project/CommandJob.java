package io.modelrelease.project;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.regex.Pattern;

/** A command job as its file describes it. */
final class CommandJob extends Job {
  private static final Pattern PLACEHOLDER =
      Pattern.compile("\\$\\{\\{\\s*+(?:(inputs|outputs)\\.([\\w-]++)[^}]{0,200}}})?");

  CommandJob(Value file) {
    super(file);
  }

  @Override
  void check() {
    unbound(Assets.NOTHING_SENT);
    file.find("command").ifPresent(this::checkPlaceholders);
  }

  /** What a command names must be there: the service would find out when the job starts. */
  private void checkPlaceholders(Value command) {
    var named = PLACEHOLDER.matcher(command.text().orElse(""));
    while (named.find()) {
      if (named.group(1) == null) {
        command.fault("has a ${{ that is no ${{inputs.name}} or ${{outputs.name}}");
        continue;
      }
      var known = named.group(1).equals("inputs") ? inputs() : outputs();
      if (!known.contains(named.group(2))) {
        command.fault(
            "the job has no %s.%s".formatted(named.group(1), Paths.shown(named.group(2))));
      }
    }
  }

  @Override
  ObjectNode unbound(Sending sending) {
    var body = JobKinds.body("Command");
    ((ObjectNode) body.path("properties")).putObject("environmentVariables");
    JobKinds.COMMAND_JOB.map(file, body, sending);
    return body;
  }

  @Override
  Optional<String> unwritten(String output) {
    return Optional.empty();
  }
}
