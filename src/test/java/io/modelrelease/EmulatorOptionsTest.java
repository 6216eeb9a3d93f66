package io.modelrelease;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrelease.emulator.Commands;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.SimpleCommandLinePropertySource;
import org.springframework.core.env.StandardEnvironment;

class EmulatorOptionsTest {

  private static StandardEnvironment environment(String... options) {
    var environment = new StandardEnvironment();
    environment.getPropertySources().addFirst(new SimpleCommandLinePropertySource(options));
    ConfigurationPropertySources.attach(environment);
    return environment;
  }

  @Test
  void hasSafeDefaults() {
    var settings = EmulatorOptions.of(environment());
    assertThat(settings.address()).isEqualTo("127.0.0.1");
    assertThat(settings.port()).isEqualTo(8081);
    assertThat(settings.commands()).isEqualTo(Commands.TRAINER);
    assertThat(settings.paceOf("deployment")).isEqualTo(Duration.ofSeconds(1));
    assertThat(settings.home()).isEqualTo(Path.of("data/emulator").toAbsolutePath());
  }

  @Test
  void takesOnePaceForAllAndOneForAKind() {
    var all = EmulatorOptions.of(environment("--modelrelease.emulator.pace=0s"));
    assertThat(all.paceOf("deployment")).isZero();
    var kinds =
        EmulatorOptions.of(
            environment(
                "--modelrelease.emulator.pace=0s", "--modelrelease.emulator.pace.deployment=5s"));
    assertThat(kinds.paceOf("deployment")).isEqualTo(Duration.ofSeconds(5));
    assertThat(kinds.paceOf("job")).isZero();
  }

  @Test
  void startsTheTrainerAsItWasStarted() {
    assertThat(EmulatorOptions.of(environment()).trainer())
        .contains("-cp", "io.modelrelease.trainer.Trainer");
  }
}
