package io.modelrelease;

import io.modelrelease.emulator.Emulator;
import java.net.URI;
import java.util.Map;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * The emulator inside the application: there before anything is bound that talks to Azure, gone
 * after everything that did. Its address is where Azure is, unless a setting says otherwise.
 */
final class EmbeddedEmulator implements BeanFactoryPostProcessor, DisposableBean {
  static final String SETTING = "modelrelease.emulator.embedded";

  private final Emulator emulator;

  EmbeddedEmulator(ConfigurableEnvironment environment) {
    emulator = Emulator.start(EmulatorOptions.of(environment));
    environment
        .getPropertySources()
        .addLast(
            new MapPropertySource(
                "embedded emulator",
                Map.of(
                    "modelrelease.azureml.endpoint",
                    emulator.address().toString(),
                    EmulatorEvents.SECRET,
                    EmulatorEvents.newSecret(environment))));
  }

  URI address() {
    return emulator.address();
  }

  @Override
  public void postProcessBeanFactory(ConfigurableListableBeanFactory beans) {
    // being created this early is all
  }

  @Override
  public void destroy() {
    emulator.close();
  }
}
