package io.modelrelease;

import io.modelrelease.emulator.Commands;
import io.modelrelease.emulator.EmulatorSettings;
import io.modelrelease.trainer.Trainer;
import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/**
 * Reads {@code modelrelease.emulator.*}, for the emulator in the application and for the one alone:
 * {@code address}, {@code port}, {@code commands}, {@code pace}, one duration for all of Azure's
 * operations or one a kind, {@code quota}, cores by the name of the quota, and {@code python}, the
 * program that runs Python.
 */
final class EmulatorOptions {
  private static final String PREFIX = "modelrelease.emulator.";
  private static final int PORT = 8081;
  private static final List<String> KINDS =
      List.of("default", "compute", "job", "endpoint", "deployment", "delete", "publish");

  /**
   * The sample program is done before a compiler that thinks longer pays: half the processor time.
   */
  private static final List<String> FOR_A_SHORT_LIFE =
      List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

  private EmulatorOptions() {}

  /** Where everything is kept on this machine, absolute. */
  static Path home(Environment environment) {
    return Path.of(environment.getProperty("modelrelease.home", "./data"))
        .toAbsolutePath()
        .normalize();
  }

  static EmulatorSettings of(Environment environment) {
    var binder = Binder.get(environment);
    return new EmulatorSettings(
        home(environment).resolve("emulator"),
        binder.bind(PREFIX + "address", String.class).orElse("127.0.0.1"),
        binder.bind(PREFIX + "port", Integer.class).orElse(PORT),
        binder.bind(PREFIX + "commands", Commands.class).orElse(Commands.TRAINER),
        pace(binder),
        trainer(),
        binder.bind(PREFIX + "quota", Bindable.mapOf(String.class, Integer.class)).orElse(Map.of()),
        Optional.ofNullable(environment.getProperty(PREFIX + "python")));
  }

  private static Map<String, Duration> pace(Binder binder) {
    var pace = new HashMap<String, Duration>();
    binder.bind(PREFIX + "pace", Duration.class).ifBound(all -> pace.put("default", all));
    for (var kind : KINDS) {
      binder.bind(PREFIX + "pace." + kind, Duration.class).ifBound(value -> pace.put(kind, value));
    }
    return pace;
  }

  /** How jobs of this machine start the sample program: as this very program was started. */
  private static List<String> trainer() {
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var classPath = System.getProperty("java.class.path");
    var packaged =
        EmulatorOptions.class
            .getProtectionDomain()
            .getCodeSource()
            .getLocation()
            .getProtocol()
            .equals("jar");
    return Stream.of(
            List.of(java),
            FOR_A_SHORT_LIFE,
            packaged
                ? List.of("-jar", absolute(classPath), "trainer")
                : List.of("-cp", absolute(classPath), Trainer.class.getName()))
        .flatMap(List::stream)
        .toList();
  }

  /** A job runs in a folder of its own, where relative paths lead nowhere. */
  private static String absolute(String classPath) {
    return String.join(
        File.pathSeparator,
        Arrays.stream(classPath.split(File.pathSeparator))
            .map(entry -> Path.of(entry).toAbsolutePath().toString())
            .toList());
  }
}
