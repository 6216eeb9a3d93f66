package io.modelrelease;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * The folder of everything that is kept on disk, looked at before anything is written into it. The
 * setting becomes an absolute path, since H2 refuses some relative ones.
 */
final class Home implements BeanFactoryPostProcessor {
  private final Path folder;
  private final boolean empty;

  Home(ConfigurableEnvironment environment) {
    folder = EmulatorOptions.home(environment);
    empty = isEmpty(folder);
    environment
        .getPropertySources()
        .addFirst(
            new MapPropertySource("absolute home", Map.of("modelrelease.home", folder.toString())));
  }

  private static boolean isEmpty(Path folder) {
    if (!Files.exists(folder)) {
      return true;
    }
    try (var files = Files.list(folder)) {
      return files.findAny().isEmpty();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read modelrelease.home " + folder, e);
    }
  }

  Path folder() {
    return folder;
  }

  /** There was nothing in it when the application started. */
  boolean wasEmpty() {
    return empty;
  }

  @Override
  public void postProcessBeanFactory(ConfigurableListableBeanFactory beans) {
    // being created this early is all
  }
}
