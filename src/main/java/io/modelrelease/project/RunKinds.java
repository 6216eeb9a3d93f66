package io.modelrelease.project;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What jobs and the steps of pipelines have alike, in either spelling: where something runs, on how
 * many nodes, as whom, and when it is stopped.
 */
final class RunKinds {
  private static final String TENSORFLOW = "tensorflow";
  private static final Map<String, String> DISTRIBUTIONS =
      Map.of("pytorch", "PyTorch", "mpi", "Mpi", TENSORFLOW, "TensorFlow");

  private static final String TRUNCATION = "TruncationSelection";
  private static final long SHORTEST = 60;

  private RunKinds() {}

  static Table resources(Spelling spelling) {
    var table = new Table();
    spelling.number(table, "instance_count");
    table
        .row("instance_type", (value, target, sending) -> instanceType(value, target, spelling))
        .text("shm_size", spelling.of("shm_size"))
        .row("docker_args", (value, target, sending) -> dockerArgs(value, target, spelling))
        .json("properties", "properties");
    return spelling == Spelling.ARM
        ? table.ignored("locations", "max_instance_count") // ARM 2025-12-01 has none of them
        : table.json("locations", "locations").bindable("max_instance_count", "max_instance_count");
  }

  /** One text, or a list that has a field of its own (clients from 1.26 on). */
  private static void dockerArgs(Value value, ObjectNode target, Spelling spelling) {
    if (value.isList()) {
      var list = target.putArray(spelling.of("docker_args_list"));
      value.list().forEach(argument -> argument.string().ifPresent(list::add));
    } else {
      value.string().ifPresent(text -> target.put(spelling.of("docker_args"), text));
    }
  }

  /** A job has one, the first; a step keeps a list. */
  private static void instanceType(Value value, ObjectNode target, Spelling spelling) {
    if (spelling == Spelling.YAML) {
      target.set("instance_type", value.json());
    } else {
      (value.isList() ? value.list().stream().findFirst().orElse(value) : value)
          .text()
          .ifPresent(text -> target.put("instanceType", text));
    }
  }

  static Table distribution(Spelling spelling) {
    return distribution(spelling, spelling.of("distribution_type"), DISTRIBUTIONS);
  }

  /** The same in the document of a component, which keeps YAML's words. */
  static Table componentDistribution() {
    return distribution(Spelling.YAML, "type", Spelling.same("pytorch", "mpi", TENSORFLOW));
  }

  /** TensorFlow has no parameter server unless one is asked for, and the client says so. */
  private static Table distribution(Spelling spelling, String type, Map<String, String> words) {
    var servers = spelling.of("parameter_server_count");
    var table =
        new Table()
            .row(
                "type",
                (value, target, sending) ->
                    value
                        .choice(words)
                        .ifPresent(
                            word -> {
                              target.put(type, word);
                              if (word.equalsIgnoreCase(TENSORFLOW)) {
                                target.put(servers, 0);
                              }
                            }));
    for (var count :
        List.of("process_count_per_instance", "worker_count", "parameter_server_count")) {
      spelling.number(table, count);
    }
    return table;
  }

  static final Table JOB_IDENTITY =
      identity(
          Spelling.ARM,
          "identityType",
          Map.of(
              "aml_token", "AMLToken",
              "managed", "Managed",
              "managed_identity", "Managed",
              "user_identity", "UserIdentity"));

  static final Table NODE_IDENTITY =
      identity(
          Spelling.YAML,
          "type",
          Map.of(
              "aml_token", "aml_token",
              "managed", "managed_identity",
              "managed_identity", "managed_identity",
              "user_identity", "user_identity"));

  private static Table identity(Spelling spelling, String type, Map<String, String> words) {
    return new Table()
        .choice("type", type, words)
        .text("client_id", spelling.of("client_id"))
        .text("object_id", spelling.of("object_id"))
        .text("msi_resource_id", spelling.of("resource_id"));
  }

  /** Programs to open while it runs, by name. */
  static Table.Row services(Spelling spelling) {
    var type = spelling.of("job_service_type");
    var service =
        new Table()
            .ignored("endpoint", "status", "error_message")
            .choice("job_service_type", type, Services.TYPES)
            .choice("type", type, Services.TYPES)
            .integer("port", "port")
            .json("properties", "properties")
            .text("ssh_public_keys", "properties.sshPublicKeys")
            .text("log_dir", "properties.logDir")
            .row(
                "nodes",
                (value, target, sending) ->
                    value
                        .text("all"::equals, "all, or nothing")
                        .ifPresent(
                            all ->
                                target
                                    .putObject("nodes")
                                    .put(spelling.of("nodes_value_type"), "All")));
    return (value, target, sending) -> {
      var services = target.putObject("services");
      value.mapping().forEach((name, one) -> service.map(one, services.putObject(name), sending));
    };
  }

  /** When a sweep gives up a trial; what is not said is zero, and sent. */
  static Table.Row earlyTermination(Spelling spelling, String to) {
    var policies =
        Map.of(
            "bandit", "Bandit",
            "median_stopping", "MedianStopping",
            "truncation_selection", TRUNCATION);
    var interval = spelling.of("evaluation_interval");
    var delay = spelling.of("delay_evaluation");
    var factor = spelling.of("slack_factor");
    var amount = spelling.of("slack_amount");
    var type = spelling.of("policy_type");
    var table =
        new Table()
            .choice("type", type, policies)
            .integer("evaluation_interval", interval)
            .integer("delay_evaluation", delay)
            .number("slack_factor", factor)
            .number("slack_amount", amount)
            .integer("truncation_percentage", spelling.of("truncation_percentage"));
    return (value, target, sending) -> {
      var policy = Table.at(target, to + ".");
      policy.put(interval, 0).put(delay, 0);
      var kind = value.require("type").flatMap(word -> word.choice(policies)).orElse("");
      if (kind.equals("Bandit") && spelling == Spelling.ARM) {
        policy.put(factor, 0.0).put(amount, 0.0);
      }
      if (kind.equals(TRUNCATION)) {
        value.require("truncation_percentage");
      }
      table.map(value, policy, sending);
    };
  }

  /**
   * How long a sweep or one of its trials may run, in seconds: a minute at least, and 0 is none.
   */
  static Optional<Long> sweepSeconds(Value value) {
    return value.count().filter(seconds -> seconds > 0).map(seconds -> Math.max(SHORTEST, seconds));
  }

  /** What a sweep looks for; jobs and steps differ in its words. */
  static Table objective(Spelling spelling, Map<String, String> goals) {
    return new Table()
        .choice("goal", "goal", goals)
        .text("primary_metric", spelling.of("primary_metric"));
  }
}
