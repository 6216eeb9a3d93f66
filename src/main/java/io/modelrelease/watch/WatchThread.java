package io.modelrelease.watch;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Lets the watcher pass, on one thread, from when the application is ready. */
@Component
class WatchThread implements Consumer<Hint> {
  private static final Logger log = LoggerFactory.getLogger(WatchThread.class);

  /** What is heard beyond that is found by the passes. */
  private static final int MOST_HINTS = 1000;

  private final Watcher watcher;
  private final WatchSettings settings;
  private final Set<Hint> hints = ConcurrentHashMap.newKeySet();
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            var watching = new Thread(work, "watcher");
            watching.setDaemon(true);
            return watching;
          });

  WatchThread(Watcher watcher, WatchSettings settings) {
    this.watcher = watcher;
    this.settings = settings;
  }

  @EventListener(ApplicationReadyEvent.class)
  void start() {
    var pass = settings.pass().toMillis();
    thread.scheduleWithFixedDelay(this::pass, pass, pass, TimeUnit.MILLISECONDS);
  }

  @EventListener(ContextClosedEvent.class)
  void stop() {
    thread.shutdownNow();
  }

  /** Looks soon; returns at once. */
  @Override
  public void accept(Hint hint) {
    if (hints.size() >= MOST_HINTS || !hints.add(hint)) {
      return;
    }
    try {
      thread.execute(() -> look(hint));
    } catch (RejectedExecutionException e) {
      hints.remove(hint); // the application stops
    }
  }

  private void look(Hint hint) {
    hints.remove(hint);
    try {
      watcher.look(hint);
    } catch (RuntimeException e) {
      log.info("What was heard of could not be looked at, a pass will: {}", e.toString());
    }
  }

  private void pass() {
    try {
      watcher.pass();
    } catch (RuntimeException e) {
      log.warn("The watcher's pass failed, the next one begins in {}", settings.pass(), e);
    }
  }
}
