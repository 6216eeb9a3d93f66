package io.modelrelease.watch;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;

/** Lets the watcher pass, on one thread, from when the application is ready. */
@Configuration
@EnableConfigurationProperties(WatchSettings.class)
class WatchConfiguration {
  private static final Logger log = LoggerFactory.getLogger(WatchConfiguration.class);

  private final Watcher watcher;
  private final WatchSettings settings;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            var watching = new Thread(work, "watcher");
            watching.setDaemon(true);
            return watching;
          });

  WatchConfiguration(Watcher watcher, WatchSettings settings) {
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

  private void pass() {
    try {
      watcher.pass();
    } catch (RuntimeException e) {
      log.warn("The watcher's pass failed, the next one begins in {}", settings.pass(), e);
    }
  }
}
