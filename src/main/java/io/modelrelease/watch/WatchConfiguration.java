package io.modelrelease.watch;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Configuration;

@Configuration
@EnableConfigurationProperties({WatchSettings.class, EventSettings.class})
class WatchConfiguration {}
