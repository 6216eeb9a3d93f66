package io.modelrelease.azureml;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The machines of a workspace's region: which sizes there are, and how many cores of each family
 * the subscription may use there (Azure ML REST API, Virtual Machine Sizes - List, Usages - List).
 *
 * <p>Unverified on Azure: that of the usages these count for a size: its family's and {@code
 * TotalDedicatedCores} for dedicated nodes, its family's of low priority and {@code
 * TotalLowPriorityCores} for those of low priority; that the family of a usage is written as that
 * of a size but for case and blanks; and that a limit of -1 is none.
 */
public final class Machines {
  private static final String ALL = "TotalDedicatedCores";
  private static final String ALL_OF_LOW_PRIORITY = "TotalLowPriorityCores";

  /**
   * What the column "Skip 20% Reservation" names (documentation, "Managed online endpoints SKU
   * list", of October 2025).
   */
  private static final Set<String> WITHOUT_RESERVE =
      Set.of(
          "standard_nc24ads_a100_v4",
          "standard_nc48ads_a100_v4",
          "standard_nc96ads_a100_v4",
          "standard_nc40ads_h100_v5",
          "standard_nc80adis_h100_v5",
          "standard_nd96amsr_a100_v4",
          "standard_nd96asr_v4",
          "standard_nd40rs_v2",
          "standard_nd96is_h100_v5",
          "standard_nd96isr_h100_v5");

  private final List<Size> sizes;
  private final List<Usage> usages;

  /**
   * @param family whose quota its cores count in
   */
  public record Size(String name, String family, int cores) {

    /**
     * The cores of an online deployment: Azure keeps a fifth more instances for upgrades, rounded
     * up (documentation, "Virtual machine quota allocation for deployment"), but of some sizes.
     */
    public long ofDeployment(long instances) {
      var exempt = WITHOUT_RESERVE.contains(name.toLowerCase(Locale.ROOT));
      return (exempt ? instances : (instances * 12 + 9) / 10) * cores;
    }
  }

  /**
   * Cores, of a family or of all.
   *
   * @param name of the family
   * @param lowPriority of nodes that Azure may take away
   */
  public record Usage(String name, String title, long used, long limit, boolean lowPriority) {
    public long free() {
      return Math.max(0, limit - used);
    }
  }

  private Machines(List<Size> sizes, List<Usage> usages) {
    this.sizes = sizes;
    this.usages = usages;
  }

  static Machines of(Workspace workspace) {
    var location =
        workspace.armId().replaceFirst("/resourceGroups/.*", "")
            + "/providers/Microsoft.MachineLearningServices/locations/"
            + workspace.location();
    return new Machines(
        values(workspace, location + "/vmSizes")
            .map(
                size ->
                    new Size(
                        size.path("name").asText(),
                        size.path("family").asText(),
                        size.path("vCPUs").asInt()))
            .toList(),
        values(workspace, location + "/usages")
            .filter(Machines::isLimitOfAll)
            .map(
                usage ->
                    new Usage(
                        usage.path("name").path("value").asText(),
                        usage.path("name").path("localizedValue").asText(),
                        usage.path("currentValue").asLong(),
                        usage.path("limit").asLong(),
                        isLowPriority(usage)))
            .toList());
  }

  /** Of the whole region, no workspace's share; -1 is no limit. */
  private static boolean isLimitOfAll(JsonNode usage) {
    return usage.path("limit").asLong(-1) >= 0
        && !usage.path("id").asText().contains("/workspaces/");
  }

  private static boolean isLowPriority(JsonNode usage) {
    return usage.path("type").asText().toLowerCase(Locale.ROOT).contains("lowpriority")
        || same(usage.path("name").path("value").asText(), ALL_OF_LOW_PRIORITY);
  }

  private static Stream<JsonNode> values(Workspace workspace, String id) {
    return workspace.list(id, Map.of()).stream();
  }

  /** Azure named its sizes at all. */
  public boolean areKnown() {
    return !sizes.isEmpty();
  }

  /** Empty where the region has no machine of this name. */
  public Optional<Size> size(String name) {
    return sizes.stream().filter(size -> same(size.name(), name)).findFirst();
  }

  /** Sizes whose names begin alike: what one could have meant. */
  public List<String> near(String name) {
    var start = name.toLowerCase(Locale.ROOT).replaceAll("\\d.*", "");
    return sizes.stream()
        .map(Size::name)
        .filter(known -> known.toLowerCase(Locale.ROOT).startsWith(start))
        .limit(5)
        .toList();
  }

  /**
   * The limits that cores of this size count in; empty where Azure names none.
   *
   * @param lowPriority nodes that Azure may take away, which have limits of their own
   */
  public List<Usage> limits(Size size, boolean lowPriority) {
    return usages.stream()
        .filter(usage -> usage.lowPriority() == lowPriority)
        .filter(
            usage ->
                same(usage.name(), size.family())
                    || same(usage.name(), lowPriority ? ALL_OF_LOW_PRIORITY : ALL))
        .toList();
  }

  private static boolean same(String some, String other) {
    return some.replace(" ", "").equalsIgnoreCase(other.replace(" ", ""));
  }
}
