package io.modelrelease.emulator.arm;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelrelease.emulator.http.Exchange;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The sizes of machines that the region has: a selection of Azure's, with cores, memory (GB),
 * temporary disk (MB) and quota family as Azure lists them.
 */
final class VmSizes {
  private static final String TABLE = "/emulator/vm-sizes.csv";
  private static final int SYSTEM_DISK_MB = 1_047_552;
  private static final List<Size> ALL = read();

  /** "Skip 20% Reservation" (documentation, "Managed online endpoints SKU list"). */
  private static final Pattern NO_RESERVE =
      Pattern.compile("(?i)Standard_(NC\\d+ads_A100_v4|NC\\d+adi?s_H100_v5|ND96\\w+|ND40rs_v2)");

  private VmSizes() {}

  /**
   * @param family name of the quota that its cores count in
   */
  record Size(
      String name,
      String family,
      int cores,
      int gpus,
      double memory,
      int disk,
      boolean lowPriority,
      boolean premium) {

    /** Instances that an online deployment holds: a fifth more for upgrades, rounded up. */
    int withReserve(int instances) {
      return NO_RESERVE.matcher(name).matches() ? instances : (instances * 12 + 9) / 10;
    }

    private static Size parse(String line) {
      var part = line.split(",");
      return new Size(
          part[0],
          part[1],
          Integer.parseInt(part[2]),
          Integer.parseInt(part[3]),
          Double.parseDouble(part[4]),
          Integer.parseInt(part[5]),
          Boolean.parseBoolean(part[6]),
          Boolean.parseBoolean(part[7]));
    }

    private ObjectNode show() {
      var shown = Exchange.JSON.createObjectNode();
      shown.put("name", name).put("family", family);
      shown.put("vCPUs", cores).put("gpus", gpus);
      shown.put("osVhdSizeMB", SYSTEM_DISK_MB).put("maxResourceVolumeMB", disk);
      shown.put("memoryGB", memory);
      shown.put("lowPriorityCapable", lowPriority).put("premiumIO", premium);
      shown.putArray("supportedComputeTypes").add("AmlCompute").add("ComputeInstance");
      return shown;
    }
  }

  /** The size of a name in any case; Azure takes {@code STANDARD_DS3_V2}, too. */
  static Optional<Size> find(String name) {
    return ALL.stream().filter(size -> size.name().equalsIgnoreCase(name)).findFirst();
  }

  static Stream<String> families() {
    return ALL.stream().map(Size::family).distinct();
  }

  static boolean hasGpus(String family) {
    return ALL.stream().anyMatch(size -> size.family().equals(family) && size.gpus() > 0);
  }

  /** Virtual Machine Sizes - List: {@code {"value": […]}}, no pages. */
  static void list(Exchange exchange) {
    var answer = Exchange.JSON.createObjectNode();
    var values = answer.putArray("value");
    ALL.forEach(size -> values.add(size.show()));
    exchange.json(200, answer);
  }

  private static List<Size> read() {
    try (var in = VmSizes.class.getResourceAsStream(TABLE)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .skip(1)
          .map(Size::parse)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
