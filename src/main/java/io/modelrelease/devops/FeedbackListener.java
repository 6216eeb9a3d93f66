package io.modelrelease.devops;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.modelrelease.devops.Feedback.Kind;
import io.modelrelease.ledger.Ledger;
import io.modelrelease.release.ReleaseAsked;
import io.modelrelease.release.ReleaseMoved;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Writes down what Azure DevOps is to be told, in the release's own transaction, so that it is told
 * exactly of what has happened. It sends nothing.
 */
@Component
class FeedbackListener {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Feedback feedback;
  private final Ledger ledger;
  private final Organizations organizations;
  private final DevOpsSettings settings;
  private final TransactionTemplate transaction;

  FeedbackListener(
      Feedback feedback,
      Ledger ledger,
      Organizations organizations,
      DevOpsSettings settings,
      TransactionTemplate transaction) {
    this.feedback = feedback;
    this.ledger = ledger;
    this.organizations = organizations;
    this.settings = settings;
    this.transaction = transaction;
  }

  /** The release is held meanwhile: it ends before, and is told at once, or after this is kept. */
  @EventListener
  void asked(ReleaseAsked asked) {
    var callback = asked.callback().map(Callback::of);
    var run =
        asked
            .devops()
            .flatMap(FeedbackListener::run)
            .flatMap(organizations::run)
            .or(() -> callback.flatMap(Callback::run))
            .filter(known -> settings.identity().isPresent());
    if (callback.isEmpty() && run.isEmpty()) {
      return;
    }
    transaction.executeWithoutResult(
        status -> {
          var id = asked.releaseId();
          var over = ledger.isOverUntilCommit(id);
          callback.ifPresent(job -> feedback.callBack(id, job, over, life(job)));
          run.ifPresent(
              where ->
                  Stream.of(Kind.STATUS, Kind.TAGS)
                      .forEach(kind -> feedback.tell(id, kind, where.page(), settings.giveUp())));
        });
  }

  private static Optional<String> run(String devops) {
    try {
      return Optional.of(JSON.readTree(devops).path("run").asText(""))
          .filter(run -> !run.isEmpty());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("What the door has read", e);
    }
  }

  /** As long as the token is good and the job waits. */
  private Duration life(Callback job) {
    var timeout = Duration.ofMinutes(job.timeoutMinutes());
    return job.timeoutMinutes() > 0 && timeout.compareTo(settings.tokenLife()) < 0
        ? timeout
        : settings.tokenLife();
  }

  @EventListener
  void moved(ReleaseMoved moved) {
    var id = moved.releaseId();
    feedback.moved(id, Kind.STATUS, settings.giveUp());
    if (moved.over()) {
      feedback.moved(id, Kind.TAGS, settings.giveUp());
      feedback.callBackNow(id);
    }
  }
}
