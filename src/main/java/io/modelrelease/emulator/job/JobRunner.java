package io.modelrelease.emulator.job;

import io.modelrelease.emulator.World;
import io.modelrelease.emulator.arm.Place;
import io.modelrelease.emulator.arm.Resource;
import io.modelrelease.emulator.control.Tokens;
import io.modelrelease.emulator.python.Python;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after all command and pipeline jobs with one thread: queue, process, end. What it must
 * remember is in the jobs' documents and folders, so that the next emulator goes on where this one
 * was killed.
 */
public final class JobRunner implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(JobRunner.class);
  private static final long PAUSE_MILLIS = 100;
  private static final long CLOSE_SECONDS = 10;

  private final World world;
  private final JobCourse course;
  private final PipelineCourse pipelines;
  private final Set<String> over = ConcurrentHashMap.newKeySet();
  private final ScheduledExecutorService supervisor =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            var thread = new Thread(task, "emulator-jobs");
            thread.setDaemon(true);
            return thread;
          });

  public JobRunner(World world, Tokens tokens, Python python, Path folder) {
    this.world = world;
    this.course = new JobCourse(world, tokens, python, folder);
    this.pipelines = new PipelineCourse(world);
  }

  /** Goes on with all jobs that are not over. */
  public void start() {
    supervisor.scheduleWithFixedDelay(this::lookAtAll, 0, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** Jobs may have come, or be gone. */
  public void look() {
    over.clear();
  }

  /** Copies the log so far to where it is read. */
  public void flushLog(Place place, Resource job) {
    course.flushLog(place, job);
  }

  private void lookAtAll() {
    for (var workspace : World.WORKSPACES) {
      var place = Place.workspace(workspace);
      for (var key : world.store().children(place.key("jobs"))) {
        if (!over.contains(key)) {
          Resource.find(world, key).ifPresent(job -> look(place, job));
        }
      }
    }
  }

  private void look(Place place, Resource job) {
    var pipeline = PipelineCourse.is(job);
    if (!(pipeline || job.properties().path("jobType").asText().equals("Command"))
        || JobStates.isOver(JobStates.of(job))) {
      over.add(job.key());
      return;
    }
    try {
      if (pipeline) {
        pipelines.advance(place, job);
      } else {
        course.advance(place, job);
      }
    } catch (RuntimeException e) {
      log.error("Job {} cannot go on", job.key(), e);
      giveUp(place, job, e);
    }
  }

  private void giveUp(Place place, Resource job, RuntimeException error) {
    try {
      if (PipelineCourse.is(job)) {
        pipelines.giveUp(place, job, error);
      } else {
        course.giveUp(place, job, error);
      }
    } catch (RuntimeException again) {
      log.error("Job {} cannot be ended; it is tried again", job.key(), again);
    }
  }

  /** Stops looking. Processes of jobs go on. */
  @Override
  public void close() {
    supervisor.shutdownNow();
    try {
      if (!supervisor.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
        log.warn("The supervisor of jobs is still at work");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
