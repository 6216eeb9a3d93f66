package io.modelrelease.azureml;

import java.util.HashMap;
import java.util.Map;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/** The product's client, made of settings as the application reads them. */
public final class BoundClient {
  private static final String NOBODY = "00000000-0000-0000-0000-000000000000";

  private BoundClient() {}

  /** Of the emulator's things. */
  public static AzureMl ofEmulator(String address) {
    var settings = new HashMap<String, String>();
    settings.put("modelrelease.azureml.endpoint", address);
    for (var environment : TargetEnvironment.values()) {
      var prefix = "modelrelease.environments." + environment.key() + ".";
      settings.put(prefix + "subscription", NOBODY);
      settings.put(prefix + "resource-group", "rg-modelrelease");
      settings.put(prefix + "workspace", "mlw-" + environment.key());
      settings.put(prefix + "credential.kind", "emulator");
      if (environment != TargetEnvironment.DEV) {
        settings.put(prefix + "registry", "mlr-" + environment.key());
      }
    }
    return of(settings);
  }

  /**
   * @param settings {@code modelrelease.azureml.*}, {@code modelrelease.environments.*}
   */
  public static AzureMl of(Map<String, String> settings) {
    var binder = new Binder(new MapConfigurationPropertySource(settings));
    return new AzureMlConfiguration()
        .azureMl(
            binder.bindOrCreate("modelrelease.azureml", AzureMlSettings.class),
            binder.bindOrCreate("modelrelease", EnvironmentSettings.All.class));
  }
}
