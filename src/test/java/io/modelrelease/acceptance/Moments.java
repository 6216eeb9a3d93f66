package io.modelrelease.acceptance;

import com.sun.jdi.Value;
import io.modelrelease.acceptance.Debugger.Look;
import io.modelrelease.acceptance.Debugger.Stopped;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** Where a debugger can stop the two processes, and what such a moment is called. */
final class Moments {
  private static final String JOB = "org.camunda.bpm.engine.impl.persistence.entity.JobEntity";
  private static final String MESSAGE =
      "org.camunda.bpm.engine.impl.persistence.entity.MessageEntity";
  private static final String CLIENT = "io.modelrelease.azureml.Rest";
  private static final String LEDGER = "io.modelrelease.ledger.Ledger";
  private static final String APPROVAL = "io.modelrelease.release.approval.ApprovalListener";
  private static final String FILE = "io.modelrelease.emulator.state.AtomicFile";
  private static final String JOURNAL = "io.modelrelease.emulator.control.Journal";

  private Moments() {}

  /**
   * The application's: each job of the engine, when it begins and when it is done, and where it
   * changes Azure more than once, before each change but the first.
   */
  static Map<String, Look> ofTheApplication(Consumer<Moment> reached) {
    var jobs = new HashMap<Long, Job>();
    Look done = stopped -> reached.accept(jobs.get(stopped.thread()).moment("", Moment.DONE));
    return Map.of(
        JOB + "#execute",
        stopped -> {
          var job = new Job(stopped.text(stopped.self(), "getId"), place(stopped));
          jobs.put(stopped.thread(), job);
          reached.accept(job.moment("", Moment.BEGUN));
        },
        JOB + "#postExecute",
        done,
        MESSAGE + "#postExecute",
        done,
        CLIENT + "#call",
        stopped -> {
          var method = stopped.text(stopped.argument(0), "toString");
          var url = stopped.text(stopped.argument(1), "toString");
          var job = jobs.get(stopped.thread());
          if (job != null && !method.equals("GET") && !url.contains("/list") && job.again()) {
            reached.accept(job.moment(" -> " + method + " " + kind(url), Moment.BETWEEN));
          }
        },
        LEDGER + "#startedAs",
        stopped -> reached.accept(person("POST /api/releases")),
        APPROVAL + "#notify",
        stopped -> reached.accept(person("Task_ApproveProduction")));
  }

  private static Moment person(String request) {
    return new Moment("application", "a person's " + request, Moment.DONE, "");
  }

  /** What a thread is at. */
  private static final class Job {
    private final String id;
    private final String place;
    private boolean changed;

    Job(String id, String place) {
      this.id = id;
      this.place = place;
    }

    boolean again() {
      var before = changed;
      changed = true;
      return before;
    }

    Moment moment(String request, String when) {
      return new Moment("application", place + request, when, id);
    }
  }

  private static String place(Stopped job) {
    var place =
        job.text(job.self(), "getProcessDefinitionKey")
            + " "
            + job.text(job.self(), "getActivityId");
    return place.startsWith("azure-operation ")
        ? job.ask(job.self(), "getExecution")
            .map(
                execution ->
                    "%s %s %s"
                        .formatted(
                            place,
                            variable(job, execution, "operation"),
                            variable(job, execution, "environment")))
            .orElse(place)
        : place;
  }

  private static String variable(Stopped job, Value execution, String name) {
    return job.text(execution, "getVariable", name);
  }

  /** The emulator's: before each file that it writes, and between its work and its answer. */
  static Map<String, Look> ofTheEmulator(Consumer<Moment> reached) {
    return Map.of(
        FILE + "#write",
        stopped ->
            reached.accept(
                new Moment(
                    "emulator",
                    kindOfFile(stopped.text(stopped.argument(0), "toString")),
                    "not written yet",
                    "")),
        JOURNAL + "#add",
        stopped ->
            reached.accept(
                new Moment("emulator", kindOfRequest(stopped), "done, not answered", "")));
  }

  private static String kindOfRequest(Stopped journal) {
    var exchange = journal.argument(1);
    return journal.text(exchange, "method") + " " + kind(journal.text(exchange, "rawPath"));
  }

  private static String kindOfFile(String file) {
    return "file " + kind(file.replaceFirst(".*/emulator/", "").replace("/document.json", ""));
  }

  /** A path without what is different in every release. */
  static String kind(String path) {
    return path.replaceFirst("[?].*", "")
        .replaceFirst(".*/Microsoft.MachineLearningServices", "")
        .replaceAll("(?i)%2F", "/")
        .replaceAll("-\\d+-[0-9a-f]{6}\\b", "-*")
        .replaceAll("-[0-9a-f]{6}\\b", "-*")
        .replaceAll("\\b[0-9a-f]{16,}\\b", "*")
        .replaceAll("[0-9a-f]{8}-[0-9a-f-]{27}", "*")
        .replaceAll("\\d+", "*");
  }
}
