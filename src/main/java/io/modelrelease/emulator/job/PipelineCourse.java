package io.modelrelease.emulator.job;

import io.modelrelease.emulator.World;
import io.modelrelease.emulator.arm.OutputAssets;
import io.modelrelease.emulator.arm.Place;
import io.modelrelease.emulator.arm.References;
import io.modelrelease.emulator.arm.Resource;
import io.modelrelease.emulator.http.AzureFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The course of a pipeline job: begins each step when the steps that it reads from have completed,
 * independent ones side by side, and ends with them. Each step is a job of its own; what must be
 * remembered is in the documents. No step is reused from an earlier run, as Azure may do.
 */
final class PipelineCourse {
  private static final String LOG = "logs/azureml/executionlogs.txt";

  private final World world;
  private final References references;

  PipelineCourse(World world) {
    this.world = world;
    this.references = new References(world);
  }

  /** A pipeline that has jobs; batch scoring jobs call themselves pipelines, too. */
  static boolean is(Resource job) {
    return job.properties().path("jobType").asText().equals("Pipeline")
        && !job.properties().path("jobs").isEmpty();
  }

  void advance(Place place, Resource job) {
    switch (JobStates.of(job)) {
      case JobStates.CANCEL_REQUESTED -> cancel(place, job);
      case JobStates.RUNNING -> run(place, job);
      default -> queue(place, job);
    }
  }

  private void queue(Place place, Resource job) {
    var order = JobStates.ordered(job);
    var waited = Duration.between(JobStates.submittedAt(job), world.clock().now());
    if (order.filter(fault -> fault.path("stuck").asBoolean()).isPresent()
        || waited.compareTo(world.settings().paceOf("job")) < 0) {
      if (!JobStates.of(job).equals(JobStates.PREPARING)) {
        change(job, fresh -> JobStates.set(fresh, JobStates.PREPARING));
      }
      return;
    }
    if (order.isPresent() && !order.get().path("runs").asBoolean()) {
      fail(place, job, order.get().path("code").asText(), order.get().path("message").asText());
      return;
    }
    note(place, job, "The pipeline begins.");
    change(job, fresh -> JobStates.set(fresh, JobStates.RUNNING, world.clock().now()));
  }

  private Optional<PipelineGraph> graph(Place place, Resource job) {
    try {
      return Optional.of(
          PipelineGraph.read(
              job.properties(),
              id -> references.version(id).map(found -> found.properties().path("componentSpec"))));
    } catch (AzureFailure gone) { // a component was deleted since
      fail(place, job, JobFailure.USER_ERROR, gone.getMessage());
      return Optional.empty();
    }
  }

  private void run(Place place, Resource job) {
    graph(place, job).ifPresent(graph -> run(place, job, graph));
  }

  private void run(Place place, Resource job, PipelineGraph graph) {
    var children = new ChildJob(world, place, job, graph);
    var failed = graph.steps().stream().filter(step -> hasFailed(children, step)).toList();
    var goesOn = failed.isEmpty() || continuesOnFailure(job);
    if (goesOn) {
      for (var step : graph.steps()) {
        if (children.find(step.name()).isEmpty()
            && step.waitsFor().stream().allMatch(source -> hasCompleted(children, source))) {
          begin(place, job, children, step);
        }
      }
    } else {
      graph.steps().forEach(step -> children.find(step.name()).ifPresent(this::requestCancel));
    }
    if (graph.steps().stream().noneMatch(step -> isAtWork(children, step.name()))) {
      end(place, job, children, goesOn ? List.of() : failed);
    }
  }

  private void begin(Place place, Resource job, ChildJob children, PipelineStep step) {
    var begun =
        change(
            job,
            fresh -> {
              if (children.find(step.name()).isEmpty()) {
                children.create(step).save();
              }
            });
    if (begun) {
      note(
          place,
          job,
          "Step %s begins as run %s.".formatted(step.name(), children.name(step.name())));
    }
  }

  private static boolean continuesOnFailure(Resource job) {
    var settings = job.properties().path("settings");
    return settings
        .path("continue_on_step_failure")
        .asBoolean(settings.path("continueOnStepFailure").asBoolean(false));
  }

  private static boolean hasCompleted(ChildJob children, String step) {
    return children.find(step).map(JobStates::of).filter(JobStates.COMPLETED::equals).isPresent();
  }

  private static boolean hasFailed(ChildJob children, PipelineStep step) {
    return children
        .find(step.name())
        .map(JobStates::of)
        .filter(state -> JobStates.isOver(state) && !state.equals(JobStates.COMPLETED))
        .isPresent();
  }

  private static boolean isAtWork(ChildJob children, String step) {
    return children
        .find(step)
        .map(JobStates::of)
        .filter(state -> !JobStates.isOver(state))
        .isPresent();
  }

  private void end(Place place, Resource job, ChildJob children, List<PipelineStep> failed) {
    var order = JobStates.ordered(job);
    if (!failed.isEmpty()) {
      var culprit =
          failed.stream()
              .filter(step -> children.find(step.name()).flatMap(JobStates::error).isPresent())
              .findFirst()
              .orElse(failed.get(0));
      fail(place, job, code(children, culprit), reason(children, failed, culprit));
    } else if (order.isPresent()) {
      fail(place, job, order.get().path("code").asText(), order.get().path("message").asText());
    } else {
      note(place, job, "The pipeline has completed.");
      change(
          job,
          fresh -> {
            JobStates.set(fresh, JobStates.COMPLETED, world.clock().now());
            OutputAssets.register(world, place, fresh);
          });
    }
  }

  private static String code(ChildJob children, PipelineStep step) {
    return children
        .find(step.name())
        .flatMap(JobStates::error)
        .map(error -> error.path("code").asText())
        .orElse(JobFailure.USER_ERROR);
  }

  /** The first sentences are Azure's (remembered, unverified); what the step said is added here. */
  private static String reason(ChildJob children, List<PipelineStep> failed, PipelineStep culprit) {
    var names = failed.stream().map(step -> "/" + step.name()).toList();
    return "Pipeline has failed child jobs. Failed nodes: %s. For more details and logs, please go to the job detail page and check the child jobs. /%s: %s"
        .formatted(
            String.join(", ", names),
            culprit.name(),
            children
                .find(culprit.name())
                .flatMap(JobStates::error)
                .map(error -> error.path("message").asText())
                .orElse("it was canceled."));
  }

  private void cancel(Place place, Resource job) {
    var atWork =
        world.store().children(place.key("jobs")).stream()
            .flatMap(key -> Resource.find(world, key).stream())
            .filter(child -> JobStates.parent(child).filter(job.name()::equals).isPresent())
            .filter(child -> !JobStates.isOver(JobStates.of(child)))
            .toList();
    atWork.forEach(this::requestCancel);
    if (atWork.isEmpty()) {
      note(place, job, "The pipeline was canceled.");
      world.exclusively(
          () -> {
            var fresh = Resource.find(world, job.key());
            fresh.ifPresent(
                canceled -> {
                  JobStates.set(canceled, JobStates.CANCELED, world.clock().now());
                  canceled.save();
                });
            return fresh.isPresent();
          });
    }
  }

  private void requestCancel(Resource child) {
    if (!JobStates.isOver(JobStates.of(child))) {
      change(child, fresh -> JobStates.set(fresh, JobStates.CANCEL_REQUESTED));
    }
  }

  private void fail(Place place, Resource job, String code, String message) {
    note(place, job, "The pipeline has failed: " + message);
    change(
        job,
        fresh -> {
          JobStates.set(fresh, JobStates.FAILED, world.clock().now());
          JobStates.fail(fresh, code, message);
        });
  }

  /** After an error of the emulator's own. */
  void giveUp(Place place, Resource job, RuntimeException error) {
    fail(place, job, "ServiceError", "The emulator failed: " + error);
  }

  private boolean change(Resource job, Consumer<Resource> change) {
    return JobStates.change(world, job, change);
  }

  private void note(Place place, Resource job, String text) {
    var to = JobFiles.artifacts(place, job.name(), LOG);
    var blobs = world.blobs();
    try {
      var file = blobs.file(to.account(), to.container(), to.path()).orElseThrow();
      var before = Files.exists(file) ? Files.readString(file) : "";
      var line = "[%s] %s%n".formatted(world.clock().now(), text);
      blobs.put(
          to.account(),
          to.container(),
          to.path(),
          (before + line).getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
