package io.modelrelease.project;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How files of schedules become ARM bodies: jobs that start by the clock. */
final class Schedules {
  private static final Table PATTERN =
      new Table()
          .row("hours", (value, target, sending) -> numbers(value, target, "hours"))
          .row("minutes", (value, target, sending) -> numbers(value, target, "minutes"))
          .row("month_days", (value, target, sending) -> numbers(value, target, "monthDays"))
          .row(
              "week_days",
              (value, target, sending) -> {
                var days = target.putArray("weekDays");
                each(value)
                    .forEach(
                        day ->
                            day.choice(
                                    EnumWords.of(
                                        "Monday",
                                        "Tuesday",
                                        "Wednesday",
                                        "Thursday",
                                        "Friday",
                                        "Saturday",
                                        "Sunday"))
                                .ifPresent(days::add));
              });

  private static final Table TRIGGER =
      new Table()
          .choice("type", "triggerType", EnumWords.of("Cron", "Recurrence"))
          .row("start_time", (value, target, sending) -> time(value, target, "startTime"))
          .row("end_time", (value, target, sending) -> time(value, target, "endTime"))
          .text("time_zone", "timeZone");

  private static final Map<String, Table> TRIGGERS =
      Map.of(
          "cron", new Table().with(TRIGGER).text("expression", "expression"),
          "recurrence",
              new Table()
                  .with(TRIGGER)
                  .choice(
                      "frequency",
                      "frequency",
                      EnumWords.of("Minute", "Hour", "Day", "Week", "Month"))
                  .integer("interval", "interval")
                  .below("schedule", "schedule", PATTERN));

  private static final Table SCHEDULE =
      new Table()
          .ignored("$schema", "name", "id", "creation_context", "is_enabled")
          .ignored("provisioning_state")
          .text("display_name", "properties.displayName")
          .text("description", "properties.description")
          .texts("tags", "properties.tags")
          .row("trigger", Schedules::trigger)
          .row("create_job", Schedules::job);

  private Schedules() {}

  static ObjectNode body(Value file, Sending sending) {
    var body = Table.object();
    var properties = body.putObject("properties");
    properties.putObject("tags");
    properties.putObject("properties");
    file.find("create_monitor")
        .ifPresent(
            monitor ->
                monitor.fault("monitors are not supported; supported are jobs (create_job)"));
    file.require("trigger");
    file.require("create_job");
    SCHEDULE.with(new Table().ignored("create_monitor")).map(file, body, sending);
    return body;
  }

  private static void trigger(Value value, ObjectNode target, Sending sending) {
    var trigger = Table.at(target, "properties.trigger.").put("timeZone", "UTC");
    value
        .require("type")
        .flatMap(type -> type.choice(TRIGGERS))
        .ifPresent(table -> table.map(value, trigger, sending));
    var needed =
        trigger.path("triggerType").asText().equals("Cron")
            ? List.of("expression")
            : List.of("frequency", "interval");
    needed.forEach(value::require);
  }

  private static void job(Value value, ObjectNode target, Sending sending) {
    var action = Table.at(target, "properties.action.").put("actionType", "CreateJob");
    definition(value, sending).ifPresent(job -> action.set("jobDefinition", job));
  }

  private static Optional<ObjectNode> definition(Value value, Sending sending) {
    if (value.isText() && value.text().orElse("").startsWith("azureml:")) {
      return Optional.of(existing(value.text().orElse("")));
    }
    var file = value.isText() ? Optional.of(value) : value.require("job");
    if (file.isPresent() && file.get().text().orElse("").startsWith("azureml:")) {
      value.require("type");
      var job = existing(file.get().text().orElse(""));
      job.remove("experimentName");
      PipelineKinds.changes(value, sending)
          .properties()
          .forEach(field -> job.set(field.getKey(), field.getValue()));
      return Optional.of(job);
    }
    file.ifPresent(PipelineNodes::unprefixed);
    return file.flatMap(named -> named.local().yaml(named))
        .map(document -> value.isMapping() ? document.changedBy(value, "job") : document)
        .flatMap(document -> job(document, sending));
  }

  private static ObjectNode existing(String job) {
    return Table.object()
        .put("jobType", "Pipeline")
        .put("isArchived", false)
        .put("experimentName", "Default")
        .put("sourceJobId", job.substring("azureml:".length()));
  }

  private static Optional<ObjectNode> job(Value document, Sending sending) {
    if (document.find("jobs").isPresent() || document.find("component").isPresent()) {
      return Optional.of(properties(PipelineKinds.body(document, sending)));
    }
    if (document.find("command").isPresent()) {
      return Optional.of(properties(JobFiles.unnamedCommand(document, sending)));
    }
    document.fault("type", "only pipeline and command jobs can be scheduled");
    return Optional.empty();
  }

  private static ObjectNode properties(ObjectNode body) {
    return (ObjectNode) body.path("properties");
  }

  private static void numbers(Value value, ObjectNode target, String name) {
    var numbers = target.putArray(name);
    each(value).forEach(number -> number.count().ifPresent(numbers::add));
  }

  private static List<Value> each(Value value) {
    return value.isList() ? value.list() : List.of(value);
  }

  /** Python's {@code str} of a time, which is what the client sends. */
  private static void time(Value value, ObjectNode target, String name) {
    value
        .string(
            text -> text.matches("\\d{4}-\\d{2}-\\d{2}([T ]\\d{2}:\\d{2}(:\\d{2})?.{0,20})?"),
            "a time like 2026-01-31T10:00:00")
        .map(text -> text.replaceFirst("T", " "))
        .map(text -> text.matches(".*\\d{2}-\\d{2}") ? text + " 00:00:00" : text)
        .map(text -> text.matches(".* \\d{2}:\\d{2}") ? text + ":00" : text)
        .ifPresent(text -> target.put(name, text));
  }
}
