package io.modelrelease.watch;

import io.modelrelease.azureml.AzureMl;
import io.modelrelease.azureml.TargetEnvironment;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration
@EnableConfigurationProperties({WatchSettings.class, EventSettings.class})
class WatchConfiguration {
  @Bean
  SparedReads sparedReads(AzureMl azure) {
    return environment -> azure.workspace(TargetEnvironment.of(environment)).sparesReads();
  }
}
