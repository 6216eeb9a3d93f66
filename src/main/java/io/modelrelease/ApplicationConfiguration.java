package io.modelrelease;

import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.ConfigurableEnvironment;

/** What has to be there before everything else. */
@Configuration
class ApplicationConfiguration {

  @Bean
  static Home home(ConfigurableEnvironment environment) {
    return new Home(environment);
  }

  @Bean
  @ConditionalOnProperty(name = "modelrelease.emulator.embedded", matchIfMissing = true)
  static EmbeddedEmulator embeddedEmulator(ConfigurableEnvironment environment, Home home) {
    return new EmbeddedEmulator(environment);
  }
}
