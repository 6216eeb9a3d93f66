package io.modelrelease.emulator.job;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A step of type parallel ({@code task: run_function}) as a command: a small driver that is lent to
 * Python hands the input's files to the entry script, a mini batch at a time.
 */
final class ParallelStep {
  private static final int FILES = 10;

  private ParallelStep() {}

  static String command(JsonNode spec) {
    var task = spec.path("task");
    var command =
        new StringBuilder("python -m lent_parallel")
            .append(" --entry-script '%s'".formatted(task.path("entry_script").asText()))
            .append(" --input '%s'".formatted(spec.path("input_data").asText()))
            .append(" --mini-batch-size %d".formatted(files(spec.path("mini_batch_size").asText())))
            .append(
                " --error-threshold %d"
                    .formatted(
                        spec.path("mini_batch_error_threshold")
                            .asInt(spec.path("error_threshold").asInt(-1))));
    var rows = task.path("append_row_to").asText("");
    if (!rows.isEmpty()) {
      command.append(" --append-row-to '%s'".formatted(rows));
    }
    return command + " -- " + task.path("program_arguments").asText("");
  }

  /** Files are counted; a size in bytes is for tables. */
  private static int files(String size) {
    return size.matches("\\d{1,6}") ? Integer.parseInt(size) : FILES;
  }
}
