package io.modelrelease.project;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** A pipeline that other pipelines have as one step. */
final class PipelineComponents {
  private static final Table PIPELINE =
      new Table().with(ComponentKinds.COMPONENT).ignored("jobs").passing();

  private PipelineComponents() {}

  static Component read(Value document, String source, boolean named, Sending sending) {
    var spec = Table.object();
    PIPELINE.map(document, spec, sending);
    var optional = new OptionalInputs(document, inputs(spec));
    spec.set("jobs", PipelineNodes.map(document, named, optional::step, sending));
    spec.putNull("sourceJobId");
    return new Component("pipeline", spec, source, document);
  }

  private static ObjectNode inputs(ObjectNode spec) {
    return spec.path("inputs") instanceof ObjectNode inputs ? inputs : Table.object();
  }
}
