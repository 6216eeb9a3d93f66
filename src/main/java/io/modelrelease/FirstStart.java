package io.modelrelease;

import io.modelrelease.release.Releases;
import io.modelrelease.release.StartRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.camunda.bpm.engine.HistoryService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;

/**
 * Shows a newcomer the whole way: the first start releases a sample model by itself, says what it
 * does, and where somebody has to approve. What it began is written down, so that a restart before
 * the end goes on telling.
 */
final class FirstStart implements DisposableBean {
  private static final Logger log = LoggerFactory.getLogger(FirstStart.class);
  private static final String MODEL = "credit-risk";
  private static final String SCIENTIST = "scientist";
  private static final Duration LOOK = Duration.ofMillis(500);
  private static final int SHORT_ID = 7;

  private final Releases releases;
  private final HistoryService history;
  private final Path note;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            var telling = new Thread(work, "first-start");
            telling.setDaemon(true);
            return telling;
          });

  FirstStart(Releases releases, HistoryService history, Path note) {
    this.releases = releases;
    this.history = history;
    this.note = note;
  }

  /** Releases the sample, or goes on with the one of an earlier start. */
  void begin(URI address) {
    if (Files.exists(note)) {
      release(noted().orElseGet(() -> note(Commit.ofFolder(Path.of("")))), address);
    }
  }

  private void release(Commit commit, URI address) {
    try {
      // asked for again after a restart, the same request finds the same release
      var started = releases.start(request(commit));
      if (started.release().endedAt() != null) {
        return;
      }
      log.info(
          started.created()
              ? "This is the first start, so it releases the sample model {} (commit {}) for {}, release {}:"
              : "The release of the sample model {} (commit {}) for {} goes on, release {}:",
          MODEL,
          commit.id().substring(0, SHORT_ID),
          SCIENTIST,
          started.release().id());
      follow(new ReleaseTeller(releases, history, started.release().id(), address));
    } catch (RuntimeException e) {
      log.warn(
          "The sample model {} was not released: {} It is tried again at the next start.",
          MODEL,
          e.getMessage());
    }
  }

  private void follow(ReleaseTeller teller) {
    thread.scheduleWithFixedDelay(
        () -> {
          try {
            if (!teller.tell()) {
              thread.shutdown();
            }
          } catch (RuntimeException e) {
            log.debug("Cannot tell how the sample goes, next time again", e);
          }
        },
        0,
        LOOK.toMillis(),
        TimeUnit.MILLISECONDS);
  }

  private static StartRequest request(Commit commit) {
    return new StartRequest(
        MODEL,
        Optional.of(commit.id()),
        commit.author(),
        SCIENTIST,
        SCIENTIST,
        StartRequest.WHOLE_RELEASE,
        1,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        SCIENTIST,
        false);
  }

  private Optional<Commit> noted() {
    try {
      var lines = Files.readAllLines(note);
      return lines.isEmpty()
          ? Optional.empty()
          : Optional.of(new Commit(lines.get(0), lines.stream().skip(1).findFirst()));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + note, e);
    }
  }

  private Commit note(Commit commit) {
    try {
      Files.writeString(
          note, commit.id() + commit.author().map(author -> "\n" + author).orElse("") + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write " + note, e);
    }
    return commit;
  }

  @Override
  public void destroy() {
    thread.shutdownNow();
  }
}
