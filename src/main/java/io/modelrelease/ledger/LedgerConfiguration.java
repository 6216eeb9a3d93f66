package io.modelrelease.ledger;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

@Configuration
class LedgerConfiguration {

  @Bean
  static HalfMadeTables halfMadeTables(Environment environment) {
    return new HalfMadeTables(environment.getProperty("spring.datasource.url", ""));
  }
}
