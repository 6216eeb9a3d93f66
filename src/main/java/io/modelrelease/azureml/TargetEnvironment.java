package io.modelrelease.azureml;

import java.util.Locale;

/** The three environments; each has a workspace and an identity, the last two a registry. */
public enum TargetEnvironment {
  DEV,
  STAGING,
  PRODUCTION;

  /** As models, settings and rows write it: dev, staging, production. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static TargetEnvironment of(String key) {
    return valueOf(key.toUpperCase(Locale.ROOT));
  }
}
