package io.modelrelease.project;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** A pipeline job as its file describes it: steps that pass data to each other. */
final class PipelineJob extends CommandJob {
  private final Value file;

  PipelineJob(Value file) {
    super(file);
    this.file = file;
  }

  @Override
  void check() {
    body(Assets.NOTHING_SENT, NO_BINDING);
  }

  @Override
  ObjectNode unbound(Sending sending) {
    var body = Table.object();
    var properties = body.putObject("properties");
    properties.put("jobType", "Pipeline");
    for (var map : new String[] {"tags", "properties", "inputs", "outputs", "settings"}) {
      properties.putObject(map);
    }
    PipelineKinds.map(file, body, sending);
    return body;
  }
}
