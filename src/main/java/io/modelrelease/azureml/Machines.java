package io.modelrelease.azureml;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The machines of a workspace's region: which sizes there are, and how many cores of each family
 * the subscription may use there (Azure ML REST API, Virtual Machine Sizes - List, Usages - List).
 */
public final class Machines {
  private static final String ALL = "TotalDedicatedCores";

  private final List<Size> sizes;
  private final List<Usage> usages;

  /**
   * @param family whose quota its cores count in
   */
  public record Size(String name, String family, int cores) {}

  /**
   * Cores, of a family or of all.
   *
   * @param name of the family
   */
  public record Usage(String name, String title, long used, long limit) {
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
            .filter(Machines::isDedicatedOfAll)
            .map(
                usage ->
                    new Usage(
                        usage.path("name").path("value").asText(),
                        usage.path("name").path("localizedValue").asText(),
                        usage.path("currentValue").asLong(),
                        usage.path("limit").asLong()))
            .toList());
  }

  /** Of the whole region, no workspace's share; -1 is no limit. */
  private static boolean isDedicatedOfAll(JsonNode usage) {
    return usage.path("limit").asLong(-1) >= 0
        && !usage.path("id").asText().contains("/workspaces/")
        && !usage.path("type").asText().toLowerCase(Locale.ROOT).contains("lowpriority");
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

  /** The limits that cores of this size count in; empty where Azure names none. */
  public List<Usage> limits(Size size) {
    return usages.stream()
        .filter(usage -> same(usage.name(), size.family()) || same(usage.name(), ALL))
        .toList();
  }

  private static boolean same(String some, String other) {
    return some.equalsIgnoreCase(other);
  }
}
