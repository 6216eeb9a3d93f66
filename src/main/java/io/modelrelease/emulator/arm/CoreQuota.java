package io.modelrelease.emulator.arm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelrelease.emulator.World;
import io.modelrelease.emulator.http.AzureFailure;
import io.modelrelease.emulator.http.Exchange;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Cores of the subscription in the region: a limit for all dedicated ones, one for each family, one
 * for all of low priority. Online deployments hold theirs while they exist, with a fifth more
 * instances for upgrades, rounded up, but for some sizes (Microsoft, "Manage and increase quotas");
 * clusters hold those of the nodes that they have: at least {@code minNodeCount}, else those that
 * jobs run on.
 *
 * <p>Unverified on Azure: that a failed deployment holds its cores until it is deleted.
 */
public final class CoreQuota {
  static final String DEDICATED = "TotalDedicatedCores";
  static final String LOW_PRIORITY = "TotalLowPriorityCores";
  static final String CLUSTERS = "TotalClusters";
  private static final Map<String, Integer> TOTALS =
      Map.of(DEDICATED, 1000, LOW_PRIORITY, 300, CLUSTERS, 500);
  private static final int FAMILY = 350;
  private static final String KEY = "quota/limits";

  private final World world;

  public CoreQuota(World world) {
    this.world = world;
  }

  /**
   * {@code POST /_emulator/quota {"standardDSv2Family": 8}}: limits from now on; DELETE: those of
   * the settings again.
   */
  public Map<String, Consumer<Exchange>> control() {
    return Map.of(
        "POST quota",
        exchange -> {
          set(exchange.json());
          exchange.empty(204);
        },
        "DELETE quota",
        exchange -> {
          world.store().remove(KEY);
          exchange.empty(204);
        });
  }

  private void set(JsonNode wanted) {
    wanted
        .properties()
        .forEach(
            limit -> {
              if (!names().anyMatch(limit.getKey()::equals) || !limit.getValue().isInt()) {
                throw AzureFailure.userError(
                    "%s: %s sets no quota. There are %s, each a number of cores."
                        .formatted(limit.getKey(), limit.getValue(), names().toList()));
              }
            });
    var limits = world.store().get(KEY).orElseGet(Exchange.JSON::createObjectNode);
    limits.setAll((ObjectNode) wanted);
    world.store().put(KEY, limits);
  }

  private static Stream<String> names() {
    return Stream.concat(TOTALS.keySet().stream().sorted(), VmSizes.families());
  }

  int limit(String name) {
    var set = world.store().get(KEY).map(limits -> limits.path(name));
    if (set.filter(JsonNode::isInt).isPresent()) {
      return set.get().asInt();
    }
    var configured =
        world.settings().quota().entrySet().stream()
            .filter(entry -> entry.getKey().equalsIgnoreCase(name))
            .findFirst();
    // Azure grants no cores with GPUs before one asks for them
    return configured
        .map(Map.Entry::getValue)
        .orElseGet(() -> TOTALS.getOrDefault(name, VmSizes.hasGpus(name) ? 0 : FAMILY));
  }

  /** Refuses an online deployment for which there are too few cores left. */
  void requireCores(VmSizes.Size size, int instances, Optional<Resource> before, String what) {
    var used = usage();
    var held = before.map(CoreQuota::cores).orElse(0);
    var family = before.flatMap(CoreQuota::size).map(VmSizes.Size::family).orElse("");
    var needed = size.withReserve(instances) * size.cores();
    for (var name : List.of(size.family(), DEDICATED)) {
      var more = needed - (name.equals(DEDICATED) || name.equals(family) ? held : 0);
      var now = used.getOrDefault(name, 0);
      if (more > 0 && now + more > limit(name)) {
        throw outOfQuota(size, now, limit(name), more, what);
      }
    }
  }

  /** As read in reports of it: mslearn-azure-ml issue 30, mlops-v2 issue 124. */
  private static AzureFailure outOfQuota(
      VmSizes.Size size, int used, int limit, int needed, String what) {
    var errors = Exchange.JSON.createObjectNode();
    errors
        .putObject("errors")
        .putArray("VmSize")
        .add(
            "Not enough quota available for %s in SubscriptionId %s. Current usage/limit: %d/%d. Additional needed: %d Please see troubleshooting guide, available here: https://aka.ms/oe-tsg#error-outofquota"
                .formatted(size.name(), World.SUBSCRIPTION, used, limit, needed));
    errors.put("type", "https://tools.ietf.org/html/rfc7231#section-6.5.1");
    errors.put("title", "One or more validation errors occurred.").put("status", 400);
    return new AzureFailure(400, "BadRequest", "The request is invalid.")
        .with(
            "InferencingClient%sDeploymentFailed".formatted(what),
            "InferencingClient HttpRequest error, error detail: " + errors);
  }

  /** Why a cluster cannot be: its family, or the subscription, has not the cores of its nodes. */
  Optional<String> refusal(VmSizes.Size size, int nodes, boolean lowPriority) {
    var names = lowPriority ? List.of(LOW_PRIORITY) : List.of(size.family(), DEDICATED);
    var least = Math.max(1, nodes);
    return names.stream()
        .filter(name -> least * size.cores() > limit(name))
        .findFirst()
        .map(
            name ->
                "The specified subscription has a %s vCPU quota of %d and cannot accomodate for at least %d requested managed compute nodes which maps to %d vCPUs."
                    .formatted(
                        name.equals(size.family()) ? title(name) : "total",
                        limit(name),
                        least,
                        least * size.cores()));
  }

  /**
   * Why a job cannot run on a cluster: the quota is smaller than what its nodes have (the words of
   * mslearn-dp100 issue 35). Cores that others use are waited for.
   */
  Optional<String> refusal(Resource cluster, int nodes) {
    var size = ClusterNodes.size(cluster.body());
    var lowPriority = ClusterNodes.isLowPriority(cluster.body());
    return size.flatMap(
        known ->
            (lowPriority ? Stream.of(LOW_PRIORITY) : Stream.of(known.family(), DEDICATED))
                .filter(name -> nodes * known.cores() > limit(name))
                .findFirst()
                .map(
                    name ->
                        "Job submission to AzureML Compute encountered an Exception with status code JobNodeCountExceedsCoreQuota, The specified subscription has a %s vCPU quota of %d and is less than the requested job node count of %d which maps to %d vCPUs."
                            .formatted(
                                name.equals(known.family()) ? title(name) : "total",
                                limit(name),
                                nodes,
                                nodes * known.cores())));
  }

  /** Cores, and clusters, that are in use, by the name of the quota. */
  private Map<String, Integer> usage() {
    var used = new HashMap<String, Integer>();
    for (var workspace : World.WORKSPACES) {
      var place = Place.workspace(workspace);
      deployments(place)
          .forEach(
              deployment -> {
                used.merge(CLUSTERS, 1, Integer::sum);
                size(deployment).ifPresent(size -> add(used, size, cores(deployment), false));
              });
      clusters(place)
          .forEach(
              cluster -> {
                used.merge(CLUSTERS, 1, Integer::sum);
                ClusterNodes.size(cluster.body())
                    .ifPresent(
                        size ->
                            add(
                                used,
                                size,
                                ClusterNodes.count(world, place, cluster) * size.cores(),
                                ClusterNodes.isLowPriority(cluster.body())));
              });
    }
    return used;
  }

  private static void add(
      Map<String, Integer> used, VmSizes.Size size, int cores, boolean lowPriority) {
    used.merge(lowPriority ? LOW_PRIORITY : DEDICATED, cores, Integer::sum);
    used.merge((lowPriority ? "low/" : "") + size.family(), cores, Integer::sum);
  }

  private Stream<Resource> deployments(Place place) {
    return world.store().children(place.key(OnlineEndpoints.COLLECTION)).stream()
        .flatMap(endpoint -> world.store().children(endpoint + "/deployments").stream())
        .flatMap(key -> Resource.find(world, key).stream())
        .filter(deployment -> !deployment.isGone());
  }

  private Stream<Resource> clusters(Place place) {
    return world.store().children(place.key("computes")).stream()
        .flatMap(key -> Resource.find(world, key).stream())
        .filter(compute -> !compute.isGone());
  }

  private static Optional<VmSizes.Size> size(Resource deployment) {
    return VmSizes.find(deployment.properties().path("instanceType").asText());
  }

  private static int cores(Resource deployment) {
    var instances = deployment.body().path("sku").path("capacity").asInt(1);
    return size(deployment).map(size -> size.withReserve(instances) * size.cores()).orElse(0);
  }

  /** Usages - List. A limit of -1 is none. */
  void usages(Exchange exchange) {
    var used = usage();
    var answer = Exchange.JSON.createObjectNode();
    var values = answer.putArray("value");
    values.add(usage("totalClusters", "", CLUSTERS, "Total Clusters", used, limit(CLUSTERS)));
    values.add(
        usage(
            "totalDedicatedCores",
            "",
            DEDICATED,
            "Total Cluster Dedicated Regional vCPUs",
            used,
            limit(DEDICATED)));
    VmSizes.families()
        .forEach(
            family ->
                values.add(
                    usage(
                        "vmFamily/dedicatedCores",
                        "",
                        family,
                        title(family) + " Cluster Dedicated vCPUs",
                        used,
                        limit(family))));
    values.add(
        usage(
            "totalLowPriorityCores",
            "",
            LOW_PRIORITY,
            "Total Cluster LowPriority Regional vCPUs",
            used,
            limit(LOW_PRIORITY)));
    VmSizes.families()
        .forEach(
            family ->
                values.add(
                    usage(
                        "vmFamily/lowPriorityCores",
                        "low/",
                        family,
                        title(family) + " Cluster LowPriority vCPUs",
                        used,
                        -1)));
    exchange.json(200, answer);
  }

  private static ObjectNode usage(
      String type, String prefix, String name, String title, Map<String, Integer> used, int limit) {
    var family = type.startsWith("vmFamily");
    var shown = entry(family ? "/usages/" + name : "", type + "/usages", name, title, limit);
    shown.put("amlWorkspaceLocation", World.LOCATION);
    shown.put("currentValue", used.getOrDefault(prefix + name, 0));
    return shown;
  }

  /** Quotas - List: what each workspace may use, which here is all of the subscription's. */
  void quotas(Exchange exchange) {
    var answer = Exchange.JSON.createObjectNode();
    var values = answer.putArray("value");
    VmSizes.families()
        .forEach(
            family -> {
              var title = title(family) + " Cluster Dedicated vCPUs";
              var id = "/quotas/" + title.replace(' ', '_');
              values.add(entry(id, "vmFamily/quotas", title, title, limit(family)));
            });
    exchange.json(200, answer);
  }

  private static ObjectNode entry(String id, String type, String name, String title, int limit) {
    var shown = Exchange.JSON.createObjectNode();
    shown.put("id", "/subscriptions/" + World.SUBSCRIPTION + id);
    shown.put("type", "Microsoft.MachineLearningServices/" + type);
    shown.put("limit", limit).put("unit", "Count");
    shown.putObject("name").put("value", name).put("localizedValue", title);
    return shown;
  }

  /** {@code standardDSv2Family} is shown as "Standard DSv2 Family". */
  private static String title(String family) {
    return family.contains(" ")
        ? family
        : family.replaceFirst("(?i)^standard(.*)Family$", "Standard $1 Family");
  }
}
