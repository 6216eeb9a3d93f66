package io.modelrelease.project;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** A command job as its file describes it. */
public final class CommandJob {
  private static final JobBinding NO_BINDING = new JobBinding("", "", Map.of(), Map.of(), Map.of());
  private static final Pattern PLACEHOLDER =
      Pattern.compile("\\$\\{\\{\\s*+(?:(inputs|outputs)\\.([\\w-]++)[^}]{0,200}}})?");

  private final Value file;

  CommandJob(Value file) {
    this.file = file;
  }

  /** Adds what is wrong to the file's faults. */
  void check() {
    body(Assets.NOTHING_SENT, NO_BINDING);
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

  /** Path of its file in the project. */
  public String yaml() {
    return file.file();
  }

  /** Names of the outputs. */
  public List<String> outputs() {
    return file.find("outputs")
        .map(outputs -> List.copyOf(outputs.mapping().keySet()))
        .orElse(List.of());
  }

  List<String> inputs() {
    return file.find("inputs")
        .map(inputs -> List.copyOf(inputs.mapping().keySet()))
        .orElse(List.of());
  }

  /** Body of the job; what it carries inside is sent before. */
  public ObjectNode body(Sending sending, JobBinding binding) {
    var body = Table.object();
    var properties = body.putObject("properties");
    properties.put("jobType", "Command");
    properties.putObject("tags");
    properties.putObject("properties");
    properties.putObject("environmentVariables");
    properties.putObject("inputs");
    properties.putObject("outputs");
    Kinds.COMMAND_JOB.map(file, body, bound(sending, binding));
    properties.put("displayName", binding.displayName());
    properties.put("experimentName", binding.experimentName());
    binding.tags().forEach((name, value) -> properties.withObject("/tags").put(name, value));
    binding
        .inputs()
        .forEach(
            (name, uri) -> properties.withObject("/inputs").withObject("/" + name).put("uri", uri));
    binding
        .outputs()
        .forEach(
            (name, uri) ->
                properties.withObject("/outputs").withObject("/" + name).put("uri", uri));
    return body;
  }

  /** What a binding replaces is not looked up. */
  private Sending bound(Sending sending, JobBinding binding) {
    return binding.inputs().isEmpty() ? sending : new BoundSending(sending);
  }
}
