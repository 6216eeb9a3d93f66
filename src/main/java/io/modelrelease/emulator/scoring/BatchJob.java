package io.modelrelease.emulator.scoring;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelrelease.emulator.arm.Resource;
import io.modelrelease.emulator.arm.ServedModel;
import io.modelrelease.emulator.blob.BlobPlace;
import io.modelrelease.emulator.http.Exchange;
import java.util.Optional;

/**
 * What a batch scoring job has to do, fixed when it was asked for, and kept in the job's document:
 * a job goes on as it began, whatever becomes of the deployment.
 *
 * @param endpoint key of the endpoint's document
 * @param child name of the job's one step
 * @param file the input is one file, else a folder
 * @param errorThreshold so many files may fail; -1 any number
 * @param rows whether answers are written at all (AppendRow), or only counted (SummaryOnly)
 */
record BatchJob(
    String endpoint,
    String deployment,
    String child,
    ServedModel model,
    BlobPlace input,
    boolean file,
    BlobPlace output,
    int errorThreshold,
    boolean rows) {
  private static final String FIELD = "batch";

  static boolean is(Resource job) {
    return job.internal().path(FIELD).has("endpoint");
  }

  static BatchJob of(Resource job) {
    var node = job.internal().path(FIELD);
    return new BatchJob(
        node.path("endpoint").asText(),
        node.path("deployment").asText(),
        node.path("child").asText(),
        new ServedModel(
            node.path("model").path("id").asText(),
            place(node.path("model")),
            node.path("program") instanceof ObjectNode program
                ? program
                : Exchange.JSON.createObjectNode()),
        place(node.path("input")),
        node.path("file").asBoolean(),
        place(node.path("output")),
        node.path("errorThreshold").asInt(),
        node.path("rows").asBoolean());
  }

  void write(Resource job) {
    var node = job.internal().putObject(FIELD);
    node.put("endpoint", endpoint).put("deployment", deployment).put("child", child);
    write(node.putObject("model").put("id", model.id()), model.folder());
    node.set("program", model.program());
    write(node.putObject("input"), input);
    node.put("file", file);
    write(node.putObject("output"), output);
    node.put("errorThreshold", errorThreshold).put("rows", rows);
  }

  /** The job is about to write its output: what is there from now on is its own. */
  static void writes(Resource job) {
    ((ObjectNode) job.internal().path(FIELD)).put("writes", true);
  }

  static boolean hasBegunToWrite(Resource job) {
    return job.internal().path(FIELD).path("writes").asBoolean(false);
  }

  private static BlobPlace place(JsonNode node) {
    return new BlobPlace(
        node.path("account").asText(), node.path("container").asText(), node.path("path").asText());
  }

  private static void write(ObjectNode node, BlobPlace place) {
    node.put("account", place.account())
        .put("container", place.container())
        .put("path", place.path());
  }

  /** Job that a document describes, if it is one of an endpoint. */
  static Optional<BatchJob> find(Resource job, String endpoint) {
    return Optional.of(job)
        .filter(BatchJob::is)
        .map(BatchJob::of)
        .filter(batch -> batch.endpoint().equals(endpoint));
  }
}
