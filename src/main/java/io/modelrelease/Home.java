package io.modelrelease;

import java.io.IOException;
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
 *
 * <p>That the sample is to be released is noted at once: a first start that fails, because a port
 * is taken say, is still followed by a first start.
 */
final class Home implements BeanFactoryPostProcessor {
  private final Path folder;

  Home(ConfigurableEnvironment environment) {
    folder = EmulatorOptions.home(environment);
    environment
        .getPropertySources()
        .addFirst(
            new MapPropertySource("absolute home", Map.of("modelrelease.home", folder.toString())));
    try {
      var demo =
          environment.getProperty(
              "modelrelease.demo", Boolean.class, embedded(environment) && isEmpty(folder));
      Files.createDirectories(folder);
      if (demo && !Files.exists(firstRelease())) {
        Files.createFile(firstRelease());
      }
    } catch (IOException e) {
      throw new IllegalStateException(
          "modelrelease.home %s cannot be written by this user (%s): give it another folder, or the right to write there."
              .formatted(folder, e.getClass().getSimpleName()),
          e);
    }
  }

  private static boolean embedded(ConfigurableEnvironment environment) {
    return environment.getProperty(EmbeddedEmulator.SETTING, Boolean.class, true);
  }

  private static boolean isEmpty(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return true;
    }
    try (var files = Files.list(folder)) {
      return files.findAny().isEmpty();
    }
  }

  Path folder() {
    return folder;
  }

  /** There when the first start is to release the sample; holds the commit once it has begun. */
  Path firstRelease() {
    return folder.resolve("first-release.txt");
  }

  @Override
  public void postProcessBeanFactory(ConfigurableListableBeanFactory beans) {
    // being created this early is all
  }
}
