package io.modelrelease;

import io.modelrelease.azureml.AzureMlSettings;
import io.modelrelease.release.Releases;
import java.net.URI;
import java.util.Optional;
import org.camunda.bpm.engine.HistoryService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.web.context.WebServerApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.ConfigurableEnvironment;

/** What has to be there before everything else, and what is said when everything is there. */
@Configuration
class ApplicationConfiguration {
  private static final Logger log = LoggerFactory.getLogger(ApplicationConfiguration.class);

  @Bean
  static Home home(ConfigurableEnvironment environment) {
    return new Home(environment);
  }

  @Bean
  @ConditionalOnProperty(name = EmbeddedEmulator.SETTING, matchIfMissing = true)
  static EmbeddedEmulator embeddedEmulator(ConfigurableEnvironment environment, Home home) {
    return new EmbeddedEmulator(environment);
  }

  @Bean
  @ConditionalOnProperty(name = EmbeddedEmulator.SETTING, matchIfMissing = true)
  EmulatorEvents emulatorEvents(EmbeddedEmulator emulator, ConfigurableEnvironment environment) {
    return new EmulatorEvents(emulator.address(), environment);
  }

  @Bean
  FirstStart firstStart(Releases releases, HistoryService history, Home home) {
    return new FirstStart(releases, history, home.firstRelease());
  }

  @Bean
  Ready ready(
      FirstStart firstStart,
      Home home,
      ConfigurableEnvironment environment,
      AzureMlSettings azure) {
    return new Ready(firstStart, home, environment, azure);
  }

  /** Says where the application answers, once it does. */
  record Ready(
      FirstStart firstStart,
      Home home,
      ConfigurableEnvironment environment,
      AzureMlSettings azure) {

    @EventListener
    void ready(ApplicationReadyEvent event) {
      if (event.getApplicationContext() instanceof WebServerApplicationContext web) {
        var address =
            URI.create(
                "http://%s:%d/"
                    .formatted(
                        environment.getProperty("server.address", "localhost"),
                        web.getWebServer().getPort()));
        log.info("Model Release answers at {}, its data is in {}.", address, data());
        Optional.ofNullable(environment.getProperty("modelrelease.public-url"))
            .filter(outside -> !outside.isBlank())
            .ifPresent(outside -> log.info("People and Azure DevOps are sent to {}.", outside));
        if (!environment.getProperty(EmbeddedEmulator.SETTING, Boolean.class, true)) {
          log.info("Azure Machine Learning is expected at {}.", azure.resourceManager());
        }
        firstStart.begin(address);
      }
    }

    /** H2's file is in the folder; another database has all that the folder has not. */
    private String data() {
      var database = environment.getProperty("spring.datasource.url", "");
      return database.startsWith("jdbc:h2:")
          ? home.folder().toString()
          : "%s and %s".formatted(DatabaseFailure.withoutParameters(database), home.folder());
    }
  }
}
