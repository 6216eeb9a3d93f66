package io.modelrelease;

import io.modelrelease.plan.PlanCommand;
import io.modelrelease.trainer.Trainer;
import java.util.Arrays;
import java.util.Set;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** The application, or what else its first argument names. */
@SpringBootApplication
public class ModelReleaseApplication {
  private static final int WRONG_USAGE = 2;
  private static final String USAGE =
      """
      usage: java -jar model-release.jar [--setting=value …]   the application
             java -jar model-release.jar emulator [--setting=value …]   the emulator of Azure ML alone
             java -jar model-release.jar trainer …   the sample training program
             java -jar model-release.jar plan DIR   what a release of the project would send, without sending it
             java -jar model-release.jar plan --file F.yml [--file G.yml …]   what single CLI v2 files would send

      The settings are in the README, under Configuration; each is also an environment variable:
      modelrelease.home is MODELRELEASE_HOME.
      """;
  private static final Set<String> HELP = Set.of("--help", "-h", "help");

  public static void main(String[] args) {
    if (args.length > 0
        && !args[0].equals("trainer")
        && !args[0].equals("plan")
        && HELP.contains(args[args.length - 1])) {
      System.out.print(USAGE);
      return;
    }
    var command = args.length == 0 || args[0].startsWith("-") ? "" : args[0];
    var options = command.isEmpty() ? args : Arrays.copyOfRange(args, 1, args.length);
    switch (command) {
      case "" -> SpringApplication.run(ModelReleaseApplication.class, options);
      case "emulator" -> StandaloneEmulator.run(options);
      case "plan" -> System.exit(new PlanCommand(System.out, System.err).run(options));
      case "trainer" -> System.exit(new Trainer().run(options));
      default -> {
        System.err.printf("There is no command %s.%n%s", command, USAGE);
        System.exit(WRONG_USAGE);
      }
    }
  }
}
