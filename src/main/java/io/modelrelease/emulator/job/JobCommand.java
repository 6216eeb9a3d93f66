package io.modelrelease.emulator.job;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelrelease.emulator.Commands;
import io.modelrelease.emulator.EmulatorSettings;
import io.modelrelease.emulator.python.Python;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What a job's command becomes on this machine. */
final class JobCommand {
  private static final String TRAINER = "trainer";
  private static final Pattern OUTSIDE = Pattern.compile("(^|[=,\\s])[/~]|\\.\\.");

  private JobCommand() {}

  /**
   * The argument vector that runs a command.
   *
   * @throws JobFailure if these settings do not let it run
   */
  static List<String> argv(
      EmulatorSettings settings,
      Python python,
      String command,
      Bindings bindings,
      JobFolder folder) {
    var chosen = bindings.choose(command);
    if (settings.commands() == Commands.ANY) {
      provideTrainer(settings, folder);
      python.provide(folder.programs());
      return List.of("bash", "-c", bindings.fill(chosen));
    }
    var words = CommandLine.split(chosen);
    if (words.isEmpty() || !words.get(0).equals(TRAINER)) {
      throw CommandLine.refusal(
          "its command begins with " + (words.isEmpty() ? "nothing" : words.get(0)));
    }
    var argv = new ArrayList<>(settings.trainer());
    words.stream().skip(1).map(bindings::fill).map(word -> inside(word, folder)).forEach(argv::add);
    return argv;
  }

  /** The program reads and writes where it is told: that must be the job's own folder. */
  private static String inside(String word, JobFolder folder) {
    if (OUTSIDE.matcher(word.replace(folder.path().toString(), ".")).find()) {
      throw CommandLine.refusal("%s names a file outside of the job".formatted(word));
    }
    return word;
  }

  /**
   * Variables can make a program load other code.
   *
   * @throws JobFailure if a job has variables where only the sample program may run
   */
  static void checkVariables(EmulatorSettings settings, JsonNode variables) {
    if (settings.commands() == Commands.TRAINER && !variables.isEmpty()) {
      throw CommandLine.refusal("the job sets environment variables");
    }
  }

  /** The sample program under its name, for commands that bash runs. */
  private static void provideTrainer(EmulatorSettings settings, JobFolder folder) {
    var argv =
        settings.trainer().stream()
            .map(word -> "'" + word.replace("'", "'\\''") + "'")
            .collect(Collectors.joining(" "));
    var program = folder.programs().resolve(TRAINER);
    try {
      Files.writeString(program, "#!/bin/sh\nexec " + argv + " \"$@\"\n");
      if (!program.toFile().setExecutable(true)) {
        throw new IOException("Cannot make executable: " + program);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
