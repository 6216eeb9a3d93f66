package io.modelrelease.devops;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;

/** Lets the sender pass, and send on a few threads, from when the application is ready. */
final class FeedbackThreads {
  private static final Logger log = LoggerFactory.getLogger(FeedbackThreads.class);

  private final FeedbackSender sender;
  private final Duration pass;
  private final ScheduledExecutorService looking;
  private final ExecutorService sending;

  FeedbackThreads(FeedbackSender sender, Duration pass, int threads) {
    this.sender = sender;
    this.pass = pass;
    this.looking = Executors.newSingleThreadScheduledExecutor(FeedbackThreads::thread);
    this.sending = Executors.newFixedThreadPool(threads, FeedbackThreads::thread);
  }

  private static Thread thread(Runnable work) {
    var thread = new Thread(work, "feedback");
    thread.setDaemon(true);
    return thread;
  }

  @EventListener(ApplicationReadyEvent.class)
  void start() {
    looking.scheduleWithFixedDelay(
        this::pass, pass.toMillis(), pass.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void pass() {
    try {
      sender.pass(sending);
    } catch (RuntimeException e) {
      log.info("Azure DevOps could not be told, next time again: {}", e.toString());
    }
  }

  @EventListener(ContextClosedEvent.class)
  void stop() {
    looking.shutdownNow();
    sending.shutdownNow();
  }
}
