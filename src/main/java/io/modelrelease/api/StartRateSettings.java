package io.modelrelease.api;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How often one caller may ask.
 *
 * @param startsPerMinute starts and checks that each node takes from one caller
 */
@ConfigurationProperties("modelrelease.door")
record StartRateSettings(@DefaultValue("600") int startsPerMinute) {

  StartRateSettings {
    if (startsPerMinute < 1) {
      throw new IllegalArgumentException("modelrelease.door.starts-per-minute is 1 or more");
    }
  }
}
