package io.modelrelease.project;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.regex.Pattern;

/** A command job as its file describes it. */
public final class CommandJob {
  private static final int HASH_LENGTH = 32;
  private static final JobBinding NO_BINDING = new JobBinding("", "", Map.of(), Map.of(), Map.of());
  private static final Pattern PLACEHOLDER =
      Pattern.compile("\\$\\{\\{\\s*+(?:(inputs|outputs)\\.([\\w-]++)[^}]{0,200}}})?");

  private final Value file;
  private final SortedMap<String, byte[]> code;

  CommandJob(Value file, SortedMap<String, byte[]> code) {
    this.file = file;
    this.code = code;
  }

  /** Adds what is wrong to the file's faults. */
  void check() {
    body(Assets.NO_REFERENCES, Optional.empty(), NO_BINDING);
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

  /** The code that comes with the job; empty when everything is in its environment. */
  public SortedMap<String, byte[]> codeFiles() {
    return code;
  }

  /** Name of the code asset, derived from its bytes. */
  public String codeName() {
    return ProjectFiles.digest(code).substring(0, HASH_LENGTH);
  }

  /** Body of the code asset ({@code codes/{name}/versions/1}). */
  public ObjectNode codeBody(String uri) {
    var body = Table.object();
    var properties = body.putObject("properties");
    properties.put("codeUri", uri).put("isAnonymous", true);
    properties
        .putObject("properties")
        .put("hash_sha256", ProjectFiles.digest(code))
        .put("hash_version", "202208");
    properties.putObject("tags");
    return body;
  }

  /**
   * Body of the job.
   *
   * @param codeId ARM id of its code asset
   */
  public ObjectNode body(References references, Optional<String> codeId, JobBinding binding) {
    var body = Table.object();
    var properties = body.putObject("properties");
    properties.put("jobType", "Command");
    properties.putObject("tags");
    properties.putObject("properties");
    properties.putObject("environmentVariables");
    properties.putObject("inputs");
    properties.putObject("outputs");
    Kinds.COMMAND_JOB.map(file, body, bound(references, binding));
    properties.put("displayName", binding.displayName());
    properties.put("experimentName", binding.experimentName());
    codeId.ifPresent(id -> properties.put("codeId", id));
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
  private References bound(References references, JobBinding binding) {
    if (binding.inputs().isEmpty()) {
      return references;
    }
    return (collection, name, version) ->
        collection.equals("models") ? name : references.resolve(collection, name, version);
  }
}
