package io.modelrelease.release.production;

import io.modelrelease.release.ReleaseCase;
import java.util.Map;

/** What a release writes to production's endpoints: known from its version alone. */
public final class Shift {
  private static final int ALL = 100;

  private Shift() {}

  /** Percent by deployment. */
  public static Map<String, Integer> traffic(ReleaseCase release) {
    return Map.of(release.deployment(), ALL);
  }

  public static String defaultDeployment(ReleaseCase release) {
    return release.deployment();
  }
}
