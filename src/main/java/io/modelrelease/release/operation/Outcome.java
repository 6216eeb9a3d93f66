package io.modelrelease.release.operation;

import io.modelrelease.azureml.AzureError;
import io.modelrelease.azureml.Jobs;
import io.modelrelease.azureml.Progress;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * How far an operation is.
 *
 * @param state see there
 * @param error what Azure says of it, for the last two states
 */
public record Outcome(State state, Optional<AzureError> error) {

  /** How far. */
  public enum State {
    /** Wait on. */
    RUNNING,
    /** Over and well. */
    SUCCEEDED,
    /** Over, for a cause that a person can mend and try again. */
    REJECTED,
    /** Over: a job's own code failed, which is a result. */
    FAILED
  }

  private static final String UNUSABLE = "UnusableOutput";

  public static final Outcome SUCCEEDED = new Outcome(State.SUCCEEDED, Optional.empty());
  public static final Outcome RUNNING = new Outcome(State.RUNNING, Optional.empty());

  public static Outcome rejected(String code, String message) {
    return new Outcome(
        State.REJECTED, Optional.of(new AzureError(code, message, Optional.empty(), List.of())));
  }

  /**
   * A job ended well, and what it wrote is of no use.
   *
   * @param sentences what is wrong, and what to do next
   */
  public static Outcome unusable(String sentences) {
    return new Outcome(
        State.FAILED,
        Optional.of(new AzureError(UNUSABLE, sentences, Optional.empty(), List.of())));
  }

  /** Azure has nothing to say about it: the words are ours. */
  boolean isUnusable() {
    return error.filter(found -> found.code().equals(UNUSABLE)).isPresent();
  }

  /** Of something that must exist when it is over. */
  public static Outcome of(Progress progress) {
    return switch (progress.state()) {
      case RUNNING -> RUNNING;
      case SUCCEEDED -> SUCCEEDED;
      case MISSING ->
          rejected("NotFound", "It is gone: somebody deleted it before it was finished.");
      case CANCELED ->
          progress.error().isPresent()
              ? new Outcome(State.REJECTED, progress.error())
              : rejected("Canceled", "Somebody cancelled it.");
      case FAILED -> new Outcome(State.REJECTED, progress.error());
    };
  }

  /** Of a job: one that failed by its own code is a result, not something to mend and try again. */
  public static Outcome ofJob(Jobs jobs, String name) {
    var progress = jobs.progress(name);
    return progress.over() && progress.error().filter(jobs::failedByItsOwnCode).isPresent()
        ? new Outcome(State.FAILED, progress.error())
        : of(progress);
  }

  /** Of several resources: the first that is not over well, or success. */
  public static Outcome all(List<String> resources, Function<String, Progress> progress) {
    return all(resources.stream().map(progress).map(Outcome::of).toList());
  }

  static Outcome all(List<Outcome> outcomes) {
    return outcomes.stream()
        .filter(outcome -> outcome.state() == State.REJECTED || outcome.state() == State.FAILED)
        .findFirst()
        .or(() -> outcomes.stream().filter(outcome -> outcome.state() == State.RUNNING).findFirst())
        .orElse(SUCCEEDED);
  }
}
