package io.modelrelease.emulator.job;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelrelease.emulator.World;
import io.modelrelease.emulator.arm.Resource;
import io.modelrelease.emulator.control.Faults;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The status of a job (JobStatus of the REST API), why it failed, and when it was what. All of it
 * is kept in the job's document; whoever changes it saves the resource.
 */
public final class JobStates {
  public static final String NOT_STARTED = "NotStarted";
  public static final String STARTING = "Starting";
  public static final String PROVISIONING = "Provisioning";
  public static final String PREPARING = "Preparing";
  public static final String QUEUED = "Queued";
  public static final String RUNNING = "Running";
  public static final String FINALIZING = "Finalizing";
  public static final String CANCEL_REQUESTED = "CancelRequested";
  public static final String COMPLETED = "Completed";
  public static final String FAILED = "Failed";
  public static final String CANCELED = "Canceled";

  private static final Set<String> OVER = Set.of(COMPLETED, FAILED, CANCELED);
  private static final String STATUS = "status";
  private static final String ERROR = "error";
  private static final String ORDERED = "ordered";
  private static final String WARNING = "warning";
  private static final String PARENT = "parent";
  private static final String ROOT = "root";
  private static final String SUBMITTED = "submittedAt";
  private static final String STARTED = "startedAt";
  private static final String ENDED = "endedAt";

  private JobStates() {}

  public static String of(Resource job) {
    return job.internal().path(STATUS).asText(NOT_STARTED);
  }

  public static void set(Resource job, String status) {
    job.internal().put(STATUS, status);
  }

  /** As {@link #set(Resource, String)}; remembers when it first ran and when it ended. */
  public static void set(Resource job, String status, Instant now) {
    set(job, status);
    if (status.equals(RUNNING) && !job.internal().has(STARTED)) {
      job.internal().put(STARTED, now.toString());
    }
    if (isOver(status)) {
      job.internal().put(ENDED, now.toString());
    }
  }

  public static boolean isOver(String status) {
    return OVER.contains(status);
  }

  /** Changes a job unless somebody asked for its end meanwhile, or it is over or gone. */
  static boolean change(World world, Resource job, Consumer<Resource> change) {
    return world.exclusively(
        () -> {
          var fresh = Resource.find(world, job.key());
          if (fresh.isEmpty()
              || of(fresh.get()).equals(CANCEL_REQUESTED)
              || isOver(of(fresh.get()))) {
            return false;
          }
          change.accept(fresh.get());
          fresh.get().save();
          return true;
        });
  }

  /** A job that was just submitted. */
  public static void begin(Resource job, Instant now) {
    set(job, NOT_STARTED);
    job.internal().put(SUBMITTED, now.toString());
  }

  /** Ends a job as failed. */
  public static void fail(Resource job, String code, String message) {
    set(job, FAILED);
    job.internal().putObject(ERROR).put("code", code).put("message", message);
  }

  /**
   * A fault that was asked for: the job never leaves the queue, or ends with that error, where the
   * order says {@code "runs": true} after its program has run.
   */
  public static void order(Resource job, Faults.Fault fault) {
    job.internal()
        .putObject(ORDERED)
        .put("stuck", fault.kind() == Faults.Kind.STUCK)
        .put("runs", fault.runs())
        .put("code", fault.code())
        .put("message", fault.message());
  }

  public static Optional<ObjectNode> ordered(Resource job) {
    return job.internal().path(ORDERED) instanceof ObjectNode order
        ? Optional.of(order)
        : Optional.empty();
  }

  /** {@code {"code", "message"}} of a failed job. */
  public static Optional<ObjectNode> error(Resource job) {
    return job.internal().path(ERROR) instanceof ObjectNode error
        ? Optional.of(error)
        : Optional.empty();
  }

  /** Something that the run history is to show, without a failure. */
  static void warn(Resource job, String message) {
    job.internal().put(WARNING, message);
  }

  public static Optional<String> warning(Resource job) {
    return Optional.of(job.internal().path(WARNING).asText("")).filter(text -> !text.isEmpty());
  }

  /** Makes a job the child of another one of its workspace, as the run history shows it. */
  public static void childOf(Resource job, String parent) {
    job.internal().put(PARENT, parent);
  }

  public static Optional<String> parent(Resource job) {
    return Optional.of(job.internal().path(PARENT).asText("")).filter(name -> !name.isEmpty());
  }

  /** The outermost job that a job is part of; itself where it is part of none. */
  public static String root(Resource job) {
    return job.internal().path(ROOT).asText(parent(job).orElse(job.name()));
  }

  static void root(Resource job, String name) {
    job.internal().put(ROOT, name);
  }

  public static Instant submittedAt(Resource job) {
    return instant(job, SUBMITTED).orElse(job.createdAt());
  }

  public static Optional<Instant> startedAt(Resource job) {
    return instant(job, STARTED);
  }

  public static Optional<Instant> endedAt(Resource job) {
    return instant(job, ENDED);
  }

  private static Optional<Instant> instant(Resource job, String field) {
    return Optional.of(job.internal().path(field).asText(""))
        .filter(text -> !text.isEmpty())
        .map(Instant::parse);
  }
}
