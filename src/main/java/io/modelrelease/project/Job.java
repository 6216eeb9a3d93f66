package io.modelrelease.project;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** A job as its file describes it: a command, or a pipeline of steps. */
public abstract class Job {
  final Value file;

  Job(Value file) {
    this.file = file;
  }

  /** As the file says it. */
  abstract ObjectNode unbound(Sending sending);

  /** Adds what is wrong to the file's faults. */
  abstract void check();

  /** Why an output that the file names gets nothing; empty when something writes it. */
  abstract java.util.Optional<String> unwritten(String output);

  /** Path of its file in the project. */
  public String yaml() {
    return file.file();
  }

  /** Names of the outputs. */
  public List<String> outputs() {
    return names("outputs");
  }

  List<String> inputs() {
    return names("inputs");
  }

  private List<String> names(String field) {
    return file.find(field)
        .filter(Value::isMapping)
        .map(ports -> List.copyOf(ports.mapping().keySet()))
        .orElse(List.of());
  }

  /** Body of the job; what it carries inside is sent before. */
  public ObjectNode body(Sending sending, JobBinding binding) {
    var body = unbound(bound(sending, binding));
    var properties = (ObjectNode) body.path("properties");
    properties.put("displayName", binding.displayName());
    properties.put("experimentName", binding.experimentName());
    binding.tags().forEach((name, value) -> properties.withObject("/tags").put(name, value));
    binding
        .inputs()
        .forEach(
            (name, uri) -> properties.withObject("/inputs").withObject("/" + name).put("uri", uri));
    binding.outputs().forEach((name, uri) -> bind(properties.withObject("/outputs"), name, uri));
    return body;
  }

  private static void bind(ObjectNode outputs, String name, String uri) {
    var output = outputs.withObject("/" + name);
    var file = output.path("jobOutputType").asText().equals("uri_file");
    output.put("uri", file ? uri.replaceFirst("/$", "") : uri);
  }

  /** What a binding replaces is not looked up. */
  private static Sending bound(Sending sending, JobBinding binding) {
    return binding.inputs().isEmpty() ? sending : new BoundSending(sending);
  }
}
