package io.modelrelease.azureml.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.core.credential.TokenRequestContext;
import com.azure.identity.DefaultAzureCredentialBuilder;
import io.modelrelease.azureml.BoundClient;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The same facts, asked of a workspace on Azure: {@code mvn -Pazure verify}. What differs is in
 * {@code target/azure-contract.md}.
 */
@Tag("azure")
class AzureMlOnAzureTest {
  private static final String HOW =
      """
      The contract is asked of a workspace of yours on Azure. Set the environment variables
        AZURE_SUBSCRIPTION_ID, AZURE_RESOURCE_GROUP, AZURE_ML_WORKSPACE, and AZURE_ML_REGISTRY if there is one,
      and be somebody whom azure-identity's default chain finds: az login, or AZURE_TENANT_ID, AZURE_CLIENT_ID and
      AZURE_CLIENT_SECRET, or a managed or workload identity, with the role AzureML Data Scientist and the right to
      create computes. Use a workspace for tests: everything is made under the prefix %s and deleted or archived after.
      -Dazure.jobs=true also runs three jobs, -Dazure.deploy=true also an online and a batch deployment for about an
      hour, -Dazure.clean=true only removes what earlier runs left. Missing: %s"""
          .replace("%s and", Made.PREFIX + " and");

  @Test
  void saysWhatDiffers() {
    var target = target();
    if (Boolean.getBoolean("azure.clean")) {
      assertThat(Made.clean(new Wire(target))).as("what could not be removed").isEmpty();
      return;
    }
    var page = Path.of("target", "azure-contract.md");
    var findings = AzureMlContract.asked(target, target.armId(), page);
    assertThat(findings.differences()).as("what differs, see %s", page).isEmpty();
  }

  private static Target target() {
    var missing =
        List.of("AZURE_SUBSCRIPTION_ID", "AZURE_RESOURCE_GROUP", "AZURE_ML_WORKSPACE").stream()
            .filter(name -> variable(name).isEmpty())
            .collect(Collectors.joining(", "));
    if (!missing.isEmpty()) {
      throw new AssertionError(HOW.formatted(missing));
    }
    var credential = new DefaultAzureCredentialBuilder().build();
    try {
      credential.getTokenSync(scope(Target.MANAGEMENT));
    } catch (RuntimeException e) {
      throw new AssertionError(HOW.formatted("an identity (" + e.getMessage() + ")"), e);
    }
    var subscription = variable("AZURE_SUBSCRIPTION_ID").orElseThrow();
    var group = variable("AZURE_RESOURCE_GROUP").orElseThrow();
    var workspace = variable("AZURE_ML_WORKSPACE").orElseThrow();
    var registry = variable("AZURE_ML_REGISTRY");
    var settings = new HashMap<String, String>();
    settings.put("modelrelease.azureml.endpoint", Target.MANAGEMENT);
    for (var environment : List.of("dev", "staging", "production")) {
      var prefix = "modelrelease.environments." + environment + ".";
      settings.put(prefix + "subscription", subscription);
      settings.put(prefix + "resource-group", group);
      settings.put(prefix + "workspace", workspace);
      registry.ifPresent(name -> settings.put(prefix + "registry", name));
    }
    return new Target(
        Target.MANAGEMENT,
        "/subscriptions/%s/resourceGroups/%s/providers/Microsoft.MachineLearningServices/workspaces/%s"
            .formatted(subscription, group, workspace),
        registry,
        BoundClient.of(settings),
        audience -> credential.getTokenSync(scope(audience)).getToken(),
        new Target.Costs(Boolean.getBoolean("azure.jobs"), Boolean.getBoolean("azure.deploy")),
        false);
  }

  private static TokenRequestContext scope(String audience) {
    return new TokenRequestContext().addScopes(audience + "/.default");
  }

  private static Optional<String> variable(String name) {
    return Optional.ofNullable(System.getenv(name)).filter(text -> !text.isBlank());
  }
}
