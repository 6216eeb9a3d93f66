package io.modelrelease.release;

import io.modelrelease.release.door.AdmissionSettings;
import io.modelrelease.release.operation.OperationSettings;
import io.modelrelease.release.production.ProductionSettings;
import java.time.Clock;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration
@EnableConfigurationProperties({
  ReleaseSettings.class,
  AdmissionSettings.class,
  OperationSettings.class,
  ProductionSettings.class
})
class ReleaseConfiguration {

  @Bean
  @ConditionalOnMissingBean
  Clock clock() {
    return Clock.systemUTC();
  }
}
