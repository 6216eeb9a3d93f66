package io.modelrelease.azureml;

import com.azure.core.http.HttpClient;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Supplier;

/** Azure ML as this product uses it: three workspaces, two registries, one identity each. */
public final class AzureMl {
  private final Map<TargetEnvironment, Workspace> workspaces =
      new EnumMap<>(TargetEnvironment.class);
  private final Map<TargetEnvironment, Registry> registries =
      new EnumMap<>(TargetEnvironment.class);
  private final Duration longestCall;

  AzureMl(
      AzureMlSettings settings,
      Map<TargetEnvironment, EnvironmentSettings> environments,
      HttpClient client) {
    LoopbackBearerPolicy.requireSafe(settings.endpoint());
    this.longestCall = settings.callTimeout().plus(settings.callLateness());
    for (var environment : TargetEnvironment.values()) {
      var where = environments.get(environment);
      if (where == null) {
        throw new IllegalArgumentException(
            "modelrelease.environments.%s is not set".formatted(environment.key()));
      }
      var credential = Credentials.of(where.credential(), settings.endpoint());
      var arm = new Rest(client, credential, settings.managementAudience(), settings.endpoint());
      var ml = new Rest(client, credential, settings.mlAudience(), settings.endpoint());
      var workspace = new Workspace(environment, settings, where, arm, ml, client, credential);
      workspaces.put(environment, workspace);
      where
          .registry()
          .ifPresent(
              name -> registries.put(environment, new Registry(name, arm, workspace, client)));
    }
  }

  /**
   * Does work whose calls are watched over.
   *
   * @param guard asked by this thread just before each call that may change something, repeated
   *     tries too; it throws {@link CallWithheldException} to keep it from being sent
   */
  public static <T> T guarded(Runnable guard, Supplier<T> work) {
    return Changes.guarded(guard, work);
  }

  /** For how long a call that was sent and not answered may still take effect. */
  public Duration longestCall() {
    return longestCall;
  }

  public Workspace workspace(TargetEnvironment environment) {
    return workspaces.get(environment);
  }

  /** The registry of staging or production. */
  public Registry registry(TargetEnvironment environment) {
    var registry = registries.get(environment);
    if (registry == null) {
      throw new IllegalArgumentException(
          "modelrelease.environments.%s.registry is not set".formatted(environment.key()));
    }
    return registry;
  }
}
