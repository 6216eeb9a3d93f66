package io.modelrelease.project;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Optional;

/** A pipeline job as its file describes it: steps that pass data to each other. */
final class PipelineJob extends Job {
  PipelineJob(Value file) {
    super(file);
  }

  @Override
  void check() {
    unbound(Assets.NOTHING_SENT);
  }

  @Override
  ObjectNode unbound(Sending sending) {
    return PipelineKinds.body(file, sending);
  }

  @Override
  Optional<String> unwritten(String output) {
    var bound = "parent.outputs." + output;
    var written =
        file.find("component").isPresent()
            || file
                .find("jobs")
                .filter(Value::isMapping)
                .map(Value::mapping)
                .orElse(Map.of())
                .values()
                .stream()
                .flatMap(step -> step.find("outputs").filter(Value::isMapping).stream())
                .flatMap(outputs -> outputs.mapping().values().stream())
                .flatMap(port -> JobPorts.binding(port).stream())
                .anyMatch(binding -> binding.replaceAll("[${}\\s]", "").equals(bound));
    return written
        ? Optional.empty()
        : Optional.of(
            "no step of the pipeline writes its output %s; bind it in a step's outputs: NAME: ${{%s}}"
                .formatted(output, bound));
  }
}
