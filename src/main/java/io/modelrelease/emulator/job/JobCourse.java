package io.modelrelease.emulator.job;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelrelease.emulator.World;
import io.modelrelease.emulator.arm.OutputAssets;
import io.modelrelease.emulator.arm.Place;
import io.modelrelease.emulator.arm.Resource;
import io.modelrelease.emulator.control.Tokens;
import io.modelrelease.emulator.python.Python;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The course of one command job, a step at a time; every step can be taken again after a crash. */
final class JobCourse {
  private static final Logger log = LoggerFactory.getLogger(JobCourse.class);

  /** In the order in which a job passes them, each for an equal part of the pace. */
  private static final List<String> QUEUE =
      List.of(
          JobStates.NOT_STARTED,
          JobStates.STARTING,
          JobStates.PROVISIONING,
          JobStates.PREPARING,
          JobStates.QUEUED);

  private static final String ATTEMPT = "attempt";
  private static final String VANISHED = "vanished";
  private static final int ATTEMPTS = 3;
  private static final Pattern MISSING =
      Pattern.compile("ModuleNotFoundError: No module named '([^'.]+)");

  private final World world;
  private final Tokens tokens;
  private final Python python;
  private final Path folder;
  private final JobFiles files;
  private final Map<Path, Process> children = new ConcurrentHashMap<>();

  JobCourse(World world, Tokens tokens, Python python, Path folder) {
    this.world = world;
    this.tokens = tokens;
    this.python = python;
    this.folder = folder;
    this.files = new JobFiles(world);
  }

  void advance(Place place, Resource job) {
    switch (JobStates.of(job)) {
      case JobStates.CANCEL_REQUESTED -> cancel(place, job);
      case JobStates.RUNNING -> watch(place, job);
      case JobStates.FINALIZING -> finish(place, job);
      default -> queue(place, job);
    }
  }

  private void queue(Place place, Resource job) {
    var now = world.clock().now();
    var pace = world.settings().paceOf("job").toMillis();
    var waited = Duration.between(JobStates.submittedAt(job), now).toMillis();
    var order = JobStates.ordered(job);
    var isStuck = order.map(fault -> fault.path("stuck").asBoolean()).orElse(false);
    if (waited < pace || isStuck || waitsForCompute(place, job)) {
      var phase =
          pace <= 0
              ? QUEUE.size() - 1
              : (int) Math.min(QUEUE.size() - 1L, waited * QUEUE.size() / pace);
      if (!JobStates.of(job).equals(QUEUE.get(phase))) {
        change(job, fresh -> JobStates.set(fresh, QUEUE.get(phase)));
      }
      return;
    }
    if (order.isPresent() && !order.get().path("runs").asBoolean()) {
      failAsOrdered(job, order.get());
      return;
    }
    launch(place, job);
  }

  private void failAsOrdered(Resource job, JsonNode order) {
    fail(job, new JobFailure(order.path("code").asText(), order.path("message").asText()));
  }

  private boolean waitsForCompute(Place place, Resource job) {
    var id = job.properties().path("computeId").asText("");
    return Resource.find(world, place.key("computes", id.substring(id.lastIndexOf('/') + 1)))
        .filter(Resource::isBusy)
        .isPresent();
  }

  private void launch(Place place, Resource job) {
    var attempt = job.internal().path(ATTEMPT).asInt(0);
    if (attempt > job.internal().path(VANISHED).asInt(0) && !current(place, job).giveUp()) {
      running(job); // it was started just before the emulator was killed
      return;
    }
    if (attempt >= ATTEMPTS) {
      fail(
          job,
          new JobFailure(
              "JobVanished",
              "The process of the job vanished %d times without an exit code (killed, or this machine was restarted). The job can be submitted again under another name."
                  .formatted(attempt)));
      return;
    }
    if (!change(job, fresh -> fresh.internal().put(ATTEMPT, attempt + 1))) {
      return;
    }
    var here = folderOf(place, job, attempt + 1);
    try {
      here.delete();
      JobCommand.checkVariables(world.settings(), job.properties().path("environmentVariables"));
      var bindings = files.bring(place, job, here);
      var argv =
          JobCommand.argv(
              world.settings(), python, job.properties().path("command").asText(), bindings, here);
      files.tellAboutEnvironment(job, here, python);
      children.put(
          here.path(),
          JobProcess.start(
              here, argv, JobEnvironment.of(world, tokens, python, place, job, bindings, here)));
      running(job);
    } catch (JobFailure failure) {
      fail(job, failure);
      discard(place, job);
    }
  }

  private void running(Resource job) {
    change(job, fresh -> JobStates.set(fresh, JobStates.RUNNING, world.clock().now()));
  }

  private void watch(Place place, Resource job) {
    var here = current(place, job);
    if (isAlive(here)) {
      if (isOverdue(job)) {
        change(
            job,
            fresh -> {
              JobStates.set(fresh, JobStates.CANCEL_REQUESTED);
              JobStates.warn(fresh, "The job exceeded its time limit and was canceled.");
            });
      }
    } else if (here.exitCode().isPresent()) {
      change(job, fresh -> JobStates.set(fresh, JobStates.FINALIZING));
    } else if (here.giveUp() || !here.isBeginning()) {
      vanished(job, here);
    }
  }

  private void vanished(Resource job, JobFolder here) {
    log.warn("The process of job {} vanished without an exit code; it runs again", job.name());
    children.remove(here.path());
    here.abandonedGroup().ifPresent(JobProcess::endGroup);
    change(
        job,
        fresh -> {
          JobStates.set(fresh, JobStates.QUEUED);
          fresh.internal().put(VANISHED, fresh.internal().path(ATTEMPT).asInt());
        });
  }

  private boolean isAlive(JobFolder here) {
    return Optional.ofNullable(children.get(here.path())).filter(Process::isAlive).isPresent()
        || here.process().isPresent();
  }

  /** By the emulator's clock; commandJobLimits.timeout: "after which the job will be cancelled". */
  private boolean isOverdue(Resource job) {
    var limit = job.properties().path("limits").path("timeout").asText("");
    try {
      return !limit.isEmpty()
          && JobStates.startedAt(job)
              .map(started -> started.plus(Duration.parse(limit)).isBefore(world.clock().now()))
              .orElse(false);
    } catch (DateTimeParseException e) {
      return false;
    }
  }

  private void cancel(Place place, Resource job) {
    if (job.internal().has(ATTEMPT)) {
      var here = current(place, job);
      if (!here.giveUp()) {
        end(here);
        if (isAlive(here) || here.isBeginning()) {
          return; // its end is seen next time
        }
      }
      keep(place, job, here);
    }
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
    discard(place, job);
  }

  private void end(JobFolder here) {
    here.process().ifPresent(JobProcess::end);
    Optional.ofNullable(children.get(here.path()))
        .filter(Process::isAlive)
        .ifPresent(process -> JobProcess.end(process.toHandle()));
  }

  /** What a canceled job wrote, as far as it goes. */
  private void keep(Place place, Resource job, JobFolder here) {
    children.remove(here.path());
    try {
      files.take(place, job, here);
    } catch (JobFailure | UncheckedIOException e) {
      log.warn("Not all files of the canceled job {} could be kept", job.name(), e);
    }
  }

  private void finish(Place place, Resource job) {
    var here = current(place, job);
    var code = here.exitCode().orElseThrow();
    Optional.ofNullable(children.remove(here.path()))
        .ifPresent(process -> JobProcess.endGroup(process.pid()));
    try {
      files.take(place, job, here);
    } catch (JobFailure failure) {
      fail(job, failure);
      return;
    }
    var order = JobStates.ordered(job);
    if (order.isPresent()) {
      failAsOrdered(job, order.get());
    } else if (code == 0) {
      change(
          job,
          fresh -> {
            JobStates.set(fresh, JobStates.COMPLETED, world.clock().now());
            OutputAssets.register(world, place, fresh);
          });
    } else {
      fail(job, new JobFailure(JobFailure.USER_ERROR, reason(job, here, code) + missing(here)));
    }
    discard(place, job);
  }

  /** As Azure ML words it (remembered, unverified). */
  private static String reason(Resource job, JobFolder here, int code) {
    var command = job.properties().path("command").asText().strip().split("\\s+", 2)[0];
    var lines = here.lastLines();
    return "Execution failed. User process '%s' exited with status code %d. Please check log file 'user_logs/std_log.txt' for error details."
            .formatted(command, code)
        + (lines.isEmpty() ? "" : " Error: " + lines);
  }

  /**
   * What the same program would not lack on Azure, where its environment is built. Of the emulator,
   * and said so.
   */
  private String missing(JobFolder here) {
    var said = MISSING.matcher(here.lastLines());
    return said.find()
        ? " (emulator: environments are not built here. Unless %s is a file of the project, install it for %s, or name another Python in modelrelease.emulator.python; on Azure the environment has to have it.)"
            .formatted(said.group(1), python.program())
        : "";
  }

  void flushLog(Place place, Resource job) {
    if (job.internal().has(ATTEMPT) && !JobStates.isOver(JobStates.of(job))) {
      files.takeLog(place, job.name(), current(place, job));
    }
  }

  /** After an error of the emulator's own. */
  void giveUp(Place place, Resource job, RuntimeException error) {
    if (job.internal().has(ATTEMPT)) {
      end(current(place, job));
    }
    fail(job, new JobFailure("ServiceError", "The emulator failed: " + error));
  }

  private void fail(Resource job, JobFailure failure) {
    Instant now = world.clock().now();
    change(
        job,
        fresh -> {
          JobStates.set(fresh, JobStates.FAILED, now);
          JobStates.fail(fresh, failure.code(), failure.getMessage());
        });
  }

  private boolean change(Resource job, Consumer<Resource> change) {
    return JobStates.change(world, job, change);
  }

  private JobFolder current(Place place, Resource job) {
    return folderOf(place, job, job.internal().path(ATTEMPT).asInt());
  }

  private JobFolder folderOf(Place place, Resource job, int attempt) {
    return new JobFolder(
        folder
            .resolve(place.name())
            .resolve(job.name())
            .resolve(Integer.toString(attempt))
            .toAbsolutePath());
  }

  /** What cannot be removed stays lying there; the job is over all the same. */
  private void discard(Place place, Resource job) {
    try {
      new JobFolder(folder.resolve(place.name()).resolve(job.name())).delete();
    } catch (UncheckedIOException e) {
      log.warn("The folder of job {} cannot be removed", job.name(), e);
    }
  }
}
