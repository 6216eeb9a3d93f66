package io.modelrelease.release.gate;

import java.nio.file.Path;
import java.util.Optional;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where the gate tables come from.
 *
 * @param gates a folder of {@code .dmn} files; those in the program if absent
 */
@ConfigurationProperties("modelrelease")
record GateSettings(@DefaultValue Optional<String> gates) {

  Optional<Path> folder() {
    return gates.map(Path::of);
  }
}
