package io.modelrelease;

import io.modelrelease.emulator.Emulator;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingInitializationContext;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.SimpleCommandLinePropertySource;
import org.springframework.core.env.StandardEnvironment;

/** The emulator as a program of its own; takes the same settings as the one in the application. */
final class StandaloneEmulator {
  private StandaloneEmulator() {}

  static void run(String... options) {
    var environment = new StandardEnvironment();
    environment.getPropertySources().addFirst(new SimpleCommandLinePropertySource(options));
    ConfigurationPropertySources.attach(environment);
    quietLog(environment);
    try {
      var settings = EmulatorOptions.of(environment);
      var emulator = Emulator.start(settings);
      Runtime.getRuntime().addShutdownHook(new Thread(emulator::close, "emulator-stop"));
      System.out.printf(
          "The emulator of Azure Machine Learning answers at %s, its state is in %s.%n",
          emulator.address(), settings.home());
      new CountDownLatch(1).await();
    } catch (RuntimeException e) {
      System.err.println(e.getMessage());
      System.exit(1);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void quietLog(StandardEnvironment environment) {
    environment
        .getPropertySources()
        .addLast(
            new MapPropertySource(
                "log", Map.of("logging.pattern.console", "%d{HH:mm:ss} %-5level %msg%n%ex{15}")));
    var log = LoggingSystem.get(StandaloneEmulator.class.getClassLoader());
    log.beforeInitialize();
    log.initialize(new LoggingInitializationContext(environment), null, null);
    log.setLogLevel(LoggingSystem.ROOT_LOGGER_NAME, LogLevel.WARN);
    log.setLogLevel("io.modelrelease", LogLevel.INFO);
    log.setLogLevel("org.apache.catalina.util.LifecycleBase", LogLevel.OFF);
  }
}
