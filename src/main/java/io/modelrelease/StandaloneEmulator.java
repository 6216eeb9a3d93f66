package io.modelrelease;

import io.modelrelease.emulator.Emulator;
import java.util.concurrent.CountDownLatch;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.SimpleCommandLinePropertySource;
import org.springframework.core.env.StandardEnvironment;

/** The emulator as a program of its own; takes the same settings as the one in the application. */
final class StandaloneEmulator {
  private StandaloneEmulator() {}

  static void run(String... options) {
    var environment = new StandardEnvironment();
    environment.getPropertySources().addFirst(new SimpleCommandLinePropertySource(options));
    ConfigurationPropertySources.attach(environment);
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
}
