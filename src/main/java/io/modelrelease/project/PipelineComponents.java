package io.modelrelease.project;

/** A pipeline that other pipelines have as one step. */
final class PipelineComponents {
  private static final Table PIPELINE =
      new Table().with(ComponentKinds.COMPONENT).ignored("settings", "compute", "jobs").passing();

  private PipelineComponents() {}

  static Component read(Value document, String source, boolean named, Sending sending) {
    var spec = Table.object();
    PIPELINE.map(document, spec, sending);
    spec.set("jobs", PipelineNodes.map(document, named, sending));
    spec.putNull("sourceJobId");
    return new Component("pipeline", spec, source, document);
  }
}
