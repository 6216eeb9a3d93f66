package io.modelrelease.emulator.scoring;

import io.modelrelease.emulator.World;
import io.modelrelease.emulator.arm.Place;
import io.modelrelease.emulator.arm.Resource;
import io.modelrelease.emulator.http.Exchange;
import io.modelrelease.emulator.job.JobFiles;
import io.modelrelease.emulator.job.JobStates;
import io.modelrelease.emulator.model.ModelFailure;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs batch scoring jobs when their time has come. A job that was not over when the emulator was
 * killed runs again from its beginning; its output is written whole at the end.
 */
final class BatchRunner {
  private static final Logger log = LoggerFactory.getLogger(BatchRunner.class);
  private static final long PAUSE_MILLIS = 50;
  private static final String USER_ERROR = "UserError";

  private final World world;
  private final BatchScoring scoring;
  private final ScheduledExecutorService threads;
  private final Set<String> waiting = ConcurrentHashMap.newKeySet();

  BatchRunner(World world, BatchScoring scoring, ScheduledExecutorService threads) {
    this.world = world;
    this.scoring = scoring;
    this.threads = threads;
  }

  void start() {
    for (var workspace : World.WORKSPACES) {
      for (var key : world.store().children(Place.workspace(workspace).key("jobs"))) {
        Resource.find(world, key)
            .filter(job -> BatchJob.is(job) && !JobStates.isOver(JobStates.of(job)))
            .ifPresent(job -> waiting.add(key));
      }
    }
    threads.scheduleWithFixedDelay(this::look, 0, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** A job that was just submitted. */
  void take(String key) {
    waiting.add(key);
  }

  private void look() {
    for (var key : waiting) {
      try {
        look(key);
      } catch (RuntimeException e) {
        log.error("Batch job {} cannot go on", key, e);
        waiting.remove(key);
        end(key, job -> JobStates.fail(job, "ServiceError", "The emulator failed: " + e));
      }
    }
  }

  private void look(String key) {
    var found = Resource.find(world, key);
    if (found.isEmpty()) {
      waiting.remove(key);
      return;
    }
    var job = found.get();
    if (isCanceled(job)) {
      waiting.remove(key);
      end(key, canceled -> JobStates.set(canceled, JobStates.CANCELED, world.clock().now()));
      return;
    }
    var order = JobStates.ordered(job);
    var due =
        !JobStates.submittedAt(job)
            .plus(world.settings().paceOf("job"))
            .isAfter(world.clock().now());
    if (!due || order.filter(fault -> fault.path("stuck").asBoolean()).isPresent()) {
      return;
    }
    waiting.remove(key);
    if (order.isPresent()) {
      var fault = order.get();
      end(
          key,
          failed ->
              JobStates.fail(failed, fault.path("code").asText(), fault.path("message").asText()));
      return;
    }
    threads.execute(() -> run(key));
  }

  private static boolean isCanceled(Resource job) {
    return JobStates.of(job).equals(JobStates.CANCEL_REQUESTED);
  }

  private void run(String key) {
    var lines = new StringBuilder();
    try {
      var begun = begin(key);
      if (begun.isPresent()) {
        var batch = BatchJob.of(begun.get());
        requireFreeOutput(begun.get(), batch);
        var answers =
            scoring.score(
                batch,
                () -> goesOn(key),
                line -> lines.append(line).append(System.lineSeparator()));
        complete(key, batch, answers);
      }
    } catch (ModelFailure failure) {
      lines.append(failure.getMessage()).append(System.lineSeparator());
      end(key, job -> JobStates.fail(job, USER_ERROR, failure.getMessage()));
    } catch (RuntimeException e) {
      if (threads.isShutdown()) {
        return; // interrupted; it runs again when the emulator is back
      }
      log.error("Batch job {} failed", key, e);
      end(key, job -> JobStates.fail(job, "ServiceError", "The emulator failed: " + e));
    }
    writeLog(key, lines.toString());
  }

  private Optional<Resource> begin(String key) {
    return world.exclusively(
        () -> {
          var job = Resource.find(world, key).filter(found -> !isCanceled(found));
          job.ifPresent(
              running -> {
                JobStates.set(running, JobStates.RUNNING, world.clock().now());
                running.save();
                child(running).save();
              });
          if (job.isEmpty()) {
            waiting.add(key); // to be canceled
          }
          return job;
        });
  }

  /** The job's one step, as the run history shows it. */
  private Resource child(Resource job) {
    var name = BatchJob.of(job).child();
    var key = job.key().substring(0, job.key().lastIndexOf('/') + 1) + name;
    var child =
        Resource.find(world, key)
            .orElseGet(
                () -> {
                  var fresh = Resource.fresh(world, key);
                  var body = Exchange.JSON.createObjectNode();
                  var properties = body.putObject("properties");
                  properties.put("jobType", "Pipeline").put("displayName", "batchscoring");
                  properties.set("experimentName", job.properties().path("experimentName"));
                  properties.putObject("tags");
                  properties.putObject("properties").put("azureml.moduleName", "batchscoring");
                  properties.set("inputs", job.properties().path("inputs"));
                  BatchApi.score(
                      properties,
                      job.properties().path("outputs").path("score").path("uri").asText());
                  properties.put("isArchived", false);
                  fresh.take(body);
                  JobStates.begin(fresh, world.clock().now());
                  JobStates.childOf(fresh, job.name());
                  return fresh;
                });
    JobStates.set(child, JobStates.of(job), world.clock().now());
    JobStates.error(job)
        .ifPresent(
            error ->
                JobStates.fail(child, error.path("code").asText(), error.path("message").asText()));
    return child;
  }

  private boolean goesOn(String key) {
    return Resource.find(world, key).filter(job -> !isCanceled(job)).isPresent()
        && !threads.isShutdown();
  }

  /** Microsoft's documentation: the output must be a file that does not exist, or the job fails. */
  private void requireFreeOutput(Resource job, BatchJob batch) {
    var output = batch.output();
    if (batch.rows()
        && !BatchJob.hasBegunToWrite(job)
        && world.blobs().exists(output.account(), output.container(), output.path())) {
      throw new ModelFailure(
          "The output file %s/%s exists already: name another one."
              .formatted(output.container(), output.path()));
    }
  }

  private void complete(String key, BatchJob batch, byte[] answers) {
    if (threads.isShutdown()) {
      return; // runs again when the emulator is back
    }
    var output = batch.output();
    var writes =
        change(
            key,
            job -> {
              BatchJob.writes(job);
              JobStates.set(job, JobStates.FINALIZING);
            });
    if (writes) {
      if (batch.rows()) {
        world.blobs().put(output.account(), output.container(), output.path(), answers);
      }
      end(key, job -> JobStates.set(job, JobStates.COMPLETED, world.clock().now()));
    } else {
      waiting.add(key); // to be canceled
    }
  }

  private boolean change(String key, Consumer<Resource> change) {
    return world.exclusively(
        () -> {
          var job = Resource.find(world, key).filter(found -> !isCanceled(found));
          job.ifPresent(
              found -> {
                change.accept(found);
                found.save();
              });
          return job.isPresent();
        });
  }

  private void end(String key, Consumer<Resource> change) {
    world.exclusively(
        () -> {
          var job = Resource.find(world, key);
          job.ifPresent(
              found -> {
                change.accept(found);
                JobStates.set(found, JobStates.of(found), world.clock().now());
                found.save();
                child(found).save();
              });
          return true;
        });
  }

  private void writeLog(String key, String text) {
    var parts = key.split("/");
    var place = Place.workspace(parts[1]);
    for (var name :
        Resource.find(world, key)
            .map(job -> Set.of(job.name(), BatchJob.of(job).child()))
            .orElse(Set.of())) {
      var to = JobFiles.artifacts(place, name, "user_logs/std_log.txt");
      world
          .blobs()
          .put(to.account(), to.container(), to.path(), text.getBytes(StandardCharsets.UTF_8));
    }
  }
}
