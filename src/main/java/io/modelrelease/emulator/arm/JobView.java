package io.modelrelease.emulator.arm;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelrelease.emulator.World;
import io.modelrelease.emulator.job.JobStates;

/** A job as the REST API shows it: its body, status, services, and where its artifacts go. */
public final class JobView {
  private JobView() {}

  public static ObjectNode show(World world, Place place, Resource job) {
    var shown = job.show(place.armId("jobs", job.name()), place.type("jobs"));
    var properties = (ObjectNode) shown.path("properties");
    properties.put("status", JobStates.of(job));
    var services = properties.putObject("services");
    services
        .putObject("Studio")
        .put("jobServiceType", "Studio")
        .put(
            "endpoint",
            "%s/studio/runs/%s?wsid=%s".formatted(world.base(), job.name(), place.armId()));
    services
        .putObject("Tracking")
        .put("jobServiceType", "Tracking")
        .put("endpoint", world.base() + "/mlflow/v1.0" + place.armId());
    properties
        .withObject("/outputs")
        .putObject("default")
        .put("jobOutputType", "uri_folder")
        .put("mode", "ReadWriteMount")
        .put(
            "uri",
            "azureml://datastores/%s/ExperimentRun/dcid.%s".formatted(World.ARTIFACTS, job.name()));
    return shown;
  }
}
