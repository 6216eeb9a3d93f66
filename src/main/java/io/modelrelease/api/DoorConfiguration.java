package io.modelrelease.api;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.springframework.boot.autoconfigure.security.SecurityProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.embedded.tomcat.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration
@EnableConfigurationProperties(StartRateSettings.class)
class DoorConfiguration {

  @Bean
  WebServerFactoryCustomizer<TomcatServletWebServerFactory> refusedEarly() {
    return factory ->
        factory.addContextCustomizers(
            context -> context.getParent().getPipeline().addValve(new RefusedEarly()));
  }

  /** After Spring Security, which knows the caller, and before the body is read. */
  @Bean
  FilterRegistrationBean<StartRate> startRate(StartRateSettings settings, ObjectMapper json) {
    var registration =
        new FilterRegistrationBean<>(new StartRate(settings.startsPerMinute(), json));
    registration.setOrder(SecurityProperties.DEFAULT_FILTER_ORDER + 1);
    registration.addUrlPatterns(
        "/api/releases", "/api/checks", "/engine-rest/*", "/camunda/api/engine/*");
    return registration;
  }
}
