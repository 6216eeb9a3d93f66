package io.modelrelease.azureml;

import com.azure.core.http.HttpClient;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Azure ML as this product uses it: three workspaces, two registries, one identity each. */
public final class AzureMl {
  private final Map<TargetEnvironment, Workspace> workspaces =
      new EnumMap<>(TargetEnvironment.class);
  private final Map<TargetEnvironment, Registry> registries =
      new EnumMap<>(TargetEnvironment.class);
  private final Duration longestCall;

  /**
   * @param tokens asks for tokens
   * @throws IllegalStateException with all that is wrong with the settings, a line each
   */
  AzureMl(
      AzureMlSettings settings,
      Map<TargetEnvironment, EnvironmentSettings> environments,
      HttpClient client,
      HttpClient tokens) {
    var faults = new ArrayList<String>();
    var addresses = Addresses.of(settings, faults);
    for (var environment : TargetEnvironment.values()) {
      var where = environments.get(environment);
      if (where == null) {
        faults.add("modelrelease.environments.%s is not set.".formatted(environment.key()));
      } else {
        where.check(environment, addresses, faults);
      }
    }
    if (!faults.isEmpty()) {
      throw new IllegalStateException(
          "Azure Machine Learning cannot be used as it is set:\n- " + String.join("\n- ", faults));
    }
    this.longestCall = settings.callTimeout().plus(settings.callLateness());
    var budgets = new HashMap<List<Object>, Budget>();
    for (var environment : TargetEnvironment.values()) {
      var where = environments.get(environment);
      var credential = Credentials.of(where.credential(), addresses, tokens);
      var budget =
          budgets.computeIfAbsent(
              List.of(where.subscription(), where.credential()),
              shared -> new Budget(InstantSource.system()));
      var cloud = addresses.cloud();
      var arm = new Rest(client, credential, cloud.managementAudience(), addresses, budget);
      var ml = new Rest(client, credential, cloud.mlAudience(), addresses, budget);
      var workspace =
          new Workspace(environment, settings, addresses, where, arm, ml, client, credential);
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
