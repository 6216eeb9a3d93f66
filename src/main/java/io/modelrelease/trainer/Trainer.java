package io.modelrelease.trainer;

import java.io.PrintStream;
import java.time.Clock;
import java.util.Arrays;
import java.util.Map;

/**
 * The sample training program, {@code trainer train …} and {@code trainer evaluate …}.
 *
 * <p>Exit codes: 0 when the work is done; 1 when it failed, with one sentence on standard error; 2
 * when the arguments are wrong, with the usage on standard error.
 *
 * <p>Metrics of an evaluation: {@code auc} with {@code auc.lower} and {@code auc.upper} (95 %,
 * 1,000 bootstrap draws), {@code log_loss}, {@code brier}, {@code accuracy}; or {@code rmse} with
 * its interval (in the label's unit), {@code mae}, {@code r2}; {@code rows}; the champion's as
 * {@code champion.<metric>}. A champion that cannot score the rows leaves the metric and the tag
 * {@code champion.error} instead, the tag in words. A training logs {@code training.<metric>}.
 */
public final class Trainer {
  private static final String USAGE =
      """
      usage: trainer train --data FILE.csv --label COLUMN --task binary|regression
                           --rounds N --depth N --eta X --seed N --model FOLDER
                           [--subsample X] [--colsample X]
             trainer evaluate --data FILE.csv --label COLUMN --task binary|regression
                              --candidate FOLDER --champion FOLDER --seed N --fingerprint FOLDER

      train     learns from the rows of a CSV file of numbers, and writes an MLflow model folder.
                --subsample and --colsample: what share of the rows and of the columns each tree
                sees, 0.8 unless told.
      evaluate  measures two model folders on the same rows; writes fingerprint.csv, the candidate's
                answers for the first 100 rows.

      Metrics are printed, and logged to MLflow where MLFLOW_TRACKING_URI and MLFLOW_RUN_ID are set.
      """;

  private final Map<String, String> environment;
  private final PrintStream out;
  private final PrintStream err;

  /** The program on this process' streams and environment. */
  public Trainer() {
    this(System.getenv(), System.out, System.err);
  }

  Trainer(Map<String, String> environment, PrintStream out, PrintStream err) {
    this.environment = environment;
    this.out = out;
    this.err = err;
  }

  public static void main(String[] args) {
    System.exit(new Trainer().run(args));
  }

  /**
   * Runs one command.
   *
   * @return the exit code: 0, 1 or 2
   */
  public int run(String... args) {
    if (args.length == 1 && args[0].matches("--help|-h|help")) {
      out.print(USAGE);
      return 0;
    }
    try {
      command(args).run();
      return 0;
    } catch (UsageException e) {
      err.println(e.getMessage());
      err.print(USAGE);
      return 2;
    } catch (TrainerException e) {
      err.println(e.getMessage());
      return 1;
    }
  }

  private Runnable command(String[] args) {
    if (args.length == 0) {
      throw new UsageException("Say what to do: train or evaluate.");
    }
    var options = Arrays.asList(args).subList(1, args.length);
    var clock = Clock.systemUTC();
    return switch (args[0]) {
      case "train" -> {
        var training = new Training(Arguments.read(options, Training.OPTIONS));
        yield () -> training.run(report(clock), clock);
      }
      case "evaluate" -> {
        var evaluation = new Evaluation(Arguments.read(options, Evaluation.OPTIONS));
        yield () -> evaluation.run(report(clock));
      }
      default -> throw new UsageException("There is no command " + args[0] + ".");
    };
  }

  private Report report(Clock clock) {
    OpenMp.require();
    return new Report(out, MlflowRun.of(environment, clock));
  }
}
