package io.modelrelease.devops;

import io.modelrelease.devops.Feedback.Row;
import io.modelrelease.ledger.Evidence;
import io.modelrelease.release.ReleaseView;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Tells what is due. What is lost is told again, later and later; what is refused is not, and the
 * ledger says so. A release notices nothing of it.
 */
final class FeedbackSender {
  private static final Logger log = LoggerFactory.getLogger(FeedbackSender.class);
  private static final Duration SWEEP = Duration.ofSeconds(30);

  private final Feedback feedback;
  private final Evidence evidence;
  private final Map<Feedback.Kind, Teller> tellers;
  private final Function<String, Optional<ReleaseView>> releases;
  private final RunTokens tokens;
  private final FeedbackCount count;
  private final DevOpsSettings settings;
  private final TransactionTemplate transaction;
  private final Clock clock;
  private final Semaphore free;
  private Instant nextSweep = Instant.EPOCH;

  FeedbackSender(
      Feedback feedback,
      Evidence evidence,
      Map<Feedback.Kind, Teller> tellers,
      Function<String, Optional<ReleaseView>> releases,
      RunTokens tokens,
      FeedbackCount count,
      DevOpsSettings settings,
      TransactionTemplate transaction,
      Clock clock) {
    this.feedback = feedback;
    this.evidence = evidence;
    this.tellers = tellers;
    this.releases = releases;
    this.tokens = tokens;
    this.count = count;
    this.settings = settings;
    this.transaction = transaction;
    this.clock = clock;
    this.free = new Semaphore(settings.threads());
  }

  /** Takes as much as can be told at once, and lets it be told; called by one thread at a time. */
  void pass(Executor threads) {
    if (!clock.instant().isBefore(nextSweep)) {
      feedback.overdue().forEach(this::overdue);
      nextSweep = clock.instant().plus(SWEEP);
    }
    var most = free.availablePermits();
    if (most == 0) {
      return;
    }
    var lease = UUID.randomUUID().toString();
    for (var row : feedback.take(most, tokens.keyIdIfAny().orElse(""), lease, settings.lease())) {
      free.acquireUninterruptibly();
      try {
        threads.execute(() -> tellAndRelease(row, lease));
      } catch (RuntimeException e) {
        free.release(); // the application stops; the lease ends by itself
        throw e;
      }
    }
  }

  private void tellAndRelease(Row row, String lease) {
    try {
      tell(row, lease);
    } catch (RuntimeException e) {
      log.info("{} could not be told, later again: {}", row, e.toString());
    } finally {
      free.release();
    }
  }

  private void tell(Row row, String lease) {
    Attempt attempt;
    if (row.expiresAt().isBefore(clock.instant())) {
      overdue(row, Optional.of(lease));
      return;
    }
    try {
      attempt =
          releases
              .apply(row.releaseId())
              .map(release -> tellers.get(row.kind()).tell(row, release))
              .orElseGet(() -> Attempt.refused("there is no such release"));
    } catch (RuntimeException e) {
      attempt = Attempt.lost(e.getClass().getSimpleName() + ": " + e.getMessage());
    }
    log.debug("{}: {} {}", row, attempt.kind(), attempt.what());
    switch (attempt.kind()) {
      case SENT -> sent(row, lease, attempt);
      case LOST -> lost(row, lease, attempt);
      case REFUSED -> over(row, Optional.of(lease), "refused", refused(row, attempt.what()));
      case NONE -> over(row, Optional.of(lease), "none", attempt.what());
    }
  }

  private void sent(Row row, String lease, Attempt attempt) {
    count.sent(row.kind());
    if (!feedback.end(row, Optional.of(lease), "sent", attempt.what())) {
      feedback.later(row, lease, Duration.ZERO, attempt.what());
    }
  }

  private void lost(Row row, String lease, Attempt attempt) {
    if (row.tries() == 0) {
      log.info("{} is told later: {}", row, attempt.what());
    }
    var own = settings.pause(row.tries() + 1);
    var pause = attempt.pause().filter(asked -> asked.compareTo(own) > 0).orElse(own);
    // a told status is compared with what is wanted, and a failure must not look like one
    var told = row.kind() == Feedback.Kind.CALLBACK ? attempt.what() : row.told();
    feedback.later(row, lease, pause, told);
  }

  private String refused(Row row, String why) {
    var words = CallbackTeller.hasLines(why) ? why.substring(why.indexOf(' ') + 1) : why;
    words = words.endsWith(".") ? words.substring(0, words.length() - 1) : words;
    return switch (row.kind()) {
      case CALLBACK ->
          "Azure DevOps did not take the callback of job %s: %s.%s %s"
              .formatted(
                  job(row),
                  words,
                  row.tries() == 0
                      ? ""
                      : " An earlier try got no answer, so it may have arrived then.",
                  instead(row));
      case STATUS ->
          "Azure DevOps did not take the commit status of %s: %s.".formatted(row.target(), words);
      case TAGS -> "Azure DevOps did not take the tags of %s: %s.".formatted(row.target(), words);
    };
  }

  private static String job(Row row) {
    return row.callback().map(Callback::of).map(Callback::jobId).orElse(row.target());
  }

  private String instead(Row row) {
    return feedback.has(row.releaseId(), Feedback.Kind.STATUS)
        ? "The commit status tells the outcome instead."
        : "A commit status could tell the outcome instead: it needs modelrelease.devops.credential, and the run's address (devops.run) or BuildId.";
  }

  private void overdue(Row row) {
    overdue(row, Optional.empty());
  }

  private void overdue(Row row, Optional<String> lease) {
    over(
        row,
        lease,
        "expired",
        row.kind() == Feedback.Kind.CALLBACK
            ? "Job %s waits no longer, or its token is too old: it is not called back. %s"
                .formatted(job(row), instead(row))
            : "Azure DevOps was not told the %s of %s in time (%s)."
                .formatted(
                    row.kind() == Feedback.Kind.STATUS ? "commit status" : "tags",
                    row.target(),
                    settings.giveUp()));
  }

  /** It is told no more; the dossier says why. */
  private void over(Row row, Optional<String> lease, String state, String sentence) {
    var told = row.kind() == Feedback.Kind.CALLBACK ? sentence : row.told();
    var ended =
        transaction.execute(
            status -> {
              var first = feedback.end(row, lease, state, told);
              if (first) {
                evidence.happened(row.releaseId(), "model-release", sentence);
              }
              return first;
            });
    if (Boolean.TRUE.equals(ended)) {
      log.info("Release {}: {}", row.releaseId(), sentence);
      if (!state.equals("none")) {
        count.givenUp(row.kind());
      }
    } else {
      lease.ifPresent(mine -> feedback.later(row, mine, Duration.ZERO, row.told()));
    }
  }
}
