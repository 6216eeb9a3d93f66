package io.modelrelease.api;

import org.springframework.boot.web.embedded.tomcat.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration
class DoorConfiguration {

  @Bean
  WebServerFactoryCustomizer<TomcatServletWebServerFactory> refusedEarly() {
    return factory ->
        factory.addContextCustomizers(
            context -> context.getParent().getPipeline().addValve(new RefusedEarly()));
  }
}
