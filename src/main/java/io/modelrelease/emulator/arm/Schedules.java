package io.modelrelease.emulator.arm;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelrelease.emulator.World;
import io.modelrelease.emulator.http.AzureFailure;
import io.modelrelease.emulator.http.Exchange;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Schedules and monitors: kept and shown; nothing is ever triggered by them. */
final class Schedules {
  private static final String PATH = "W/schedules/{name}";
  private static final String SPEC = "spec mfe.json, Schedules";

  private final World world;
  private final Operations operations;

  Schedules(World world, Operations operations) {
    this.world = world;
    this.operations = operations;
  }

  List<Operation> operations() {
    return List.of(
        Operation.get("W/schedules", "by listViewType", SPEC, this::list),
        Operation.get(
            PATH,
            "",
            SPEC,
            (exchange, parts) -> exchange.json(200, show(Place.of(parts), require(parts)))),
        Operation.put(PATH, "kept, never triggered", SPEC, this::put),
        Operation.delete(PATH, "when it is disabled", SPEC, this::delete));
  }

  private Resource require(Map<String, String> parts) {
    return Resource.find(world, Place.of(parts).key("schedules", parts.get("name")))
        .orElseThrow(
            () ->
                AzureFailure.noAsset(
                    "Schedule with name: %s not found.".formatted(parts.get("name"))));
  }

  private static boolean isEnabled(Resource schedule) {
    return schedule.properties().path("isEnabled").asBoolean(true);
  }

  private void list(Exchange exchange, Map<String, String> parts) {
    var place = Place.of(parts);
    var view = exchange.query("listViewType").orElse("EnabledOnly");
    Paging.answer(
        exchange,
        world.store().children(place.key("schedules")).stream()
            .flatMap(key -> Resource.find(world, key).stream())
            .filter(
                schedule ->
                    view.equalsIgnoreCase("All")
                        || isEnabled(schedule) == view.equalsIgnoreCase("EnabledOnly"))
            .sorted(Comparator.comparing(Resource::createdAt).reversed())
            .map(schedule -> show(place, schedule))
            .toList());
  }

  private void put(Exchange exchange, Map<String, String> parts) {
    var place = Place.of(parts);
    Checks.assetName(parts.get("name"));
    var body = Bodies.read(exchange, "workspaces_schedules");
    Checks.properties(body, "action", "trigger");
    var trigger = body.at("/properties/trigger");
    if (Set.of("cron")
            .contains(trigger.path("triggerType").asText().toLowerCase(java.util.Locale.ROOT))
        && trigger.path("expression").asText().strip().split("\\s+").length != 5) {
      throw AzureFailure.userError(
          "The cron expression '%s' has not the five parts of NCrontab: minutes, hours, days, months, days of the week."
              .formatted(trigger.path("expression").asText()));
    }
    var key = place.key("schedules", parts.get("name"));
    var known = Resource.find(world, key);
    var schedule = known.orElseGet(() -> Resource.fresh(world, key));
    schedule.take(body);
    DeploymentChecks.objects(schedule.properties(), "tags", "properties");
    schedule.properties().put("isEnabled", isEnabled(schedule));
    operations.begin(schedule, known.isPresent() ? "Updating" : "Creating", "default");
    operations.answerPut(exchange, schedule, known.isEmpty(), show(place, schedule));
  }

  /**
   * Unverified: how the service refuses to delete one that is enabled; its clients disable first.
   */
  private void delete(Exchange exchange, Map<String, String> parts) {
    var key = Place.of(parts).key("schedules", parts.get("name"));
    if (!world.store().has(key)) {
      exchange.empty(204);
      return;
    }
    if (isEnabled(require(parts))) {
      throw AzureFailure.userError(
          "Schedule %s is enabled and cannot be deleted: disable it first."
              .formatted(parts.get("name")));
    }
    world.store().remove(key);
    operations.answerAccepted(exchange, "gone");
  }

  private ObjectNode show(Place place, Resource schedule) {
    return schedule.showProvisioned(
        place.armId("schedules", schedule.name()), place.type("schedules"));
  }
}
