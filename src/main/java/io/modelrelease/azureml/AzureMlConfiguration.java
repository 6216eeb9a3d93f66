package io.modelrelease.azureml;

import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import java.time.Duration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration
@EnableConfigurationProperties({AzureMlSettings.class, EnvironmentSettings.All.class})
class AzureMlConfiguration {

  @Bean
  AzureMl azureMl(AzureMlSettings settings, EnvironmentSettings.All environments) {
    var client =
        new JdkHttpClientBuilder()
            .connectionTimeout(Duration.ofSeconds(10))
            .responseTimeout(settings.callTimeout())
            .readTimeout(settings.callTimeout())
            .writeTimeout(settings.callTimeout())
            .build();
    return new AzureMl(settings, environments.environments(), client, client);
  }
}
