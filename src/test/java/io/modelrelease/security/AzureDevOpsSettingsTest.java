package io.modelrelease.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/** What pins a pipeline is checked at the start, field by field. */
class AzureDevOpsSettingsTest {
  private static final String PREFIX = "modelrelease.security.azure-devops";
  private static final String ORGANIZATION = "0CA3DDD9-f0b0-4635-a98c-586652696100";

  private static AzureDevOpsSettings bind(Map<String, String> changes) {
    var values = new HashMap<String, String>();
    values.put(PREFIX + ".organization", ORGANIZATION);
    values.put(PREFIX + ".pipelines.p.project", "271ef6f7-5998-4b0f-86fb-4b54d9129900");
    values.put(PREFIX + ".pipelines.p.definition", "12, 13");
    changes.forEach((name, value) -> values.put(PREFIX + "." + name, value));
    return new Binder(new MapConfigurationPropertySource(values))
        .bindOrCreate(PREFIX, AzureDevOpsSettings.class);
  }

  @Test
  void isOffWithoutPipelinesAndPinsMainWithoutBranches() {
    var none =
        new Binder(new MapConfigurationPropertySource())
            .bindOrCreate(PREFIX, AzureDevOpsSettings.class);
    assertThat(none.organizations()).isEmpty();

    var settings = bind(Map.of());
    assertThat(settings.organizations()).containsExactly(ORGANIZATION.toLowerCase());
    assertThat(settings.issuer(ORGANIZATION))
        .isEqualTo("https://vstoken.dev.azure.com/" + ORGANIZATION);
    var pipeline = settings.pipelines().get("p");
    assertThat(pipeline.branches()).containsExactly("refs/heads/main");
    assertThat(pipeline.definition()).containsExactly("12", "13");
    assertThat(pipeline.roles()).containsExactly("pipelines");
    assertThat(pipeline.pullRequests()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "organization, contoso, pipelines.p.organization: the organization's id",
    "pipelines.p.project, mlops, pipelines.p.project: the project's id",
    "pipelines.p.definition, dev-model-training, pipelines.p.definition: one or more numbers",
    "pipelines.p.definition, '', pipelines.p.definition: one or more numbers",
    "pipelines.p.branches, main, pipelines.p.branches: whole refs",
    "pipelines.p.branches, refs/heads/*, pipelines.p.branches: whole refs",
    "pipelines.p.branches, refs/pull/7/merge, pipelines.p.branches: whole refs",
    "pipelines.p.roles, approvers, pipelines.p.roles is [approvers]",
    "pipelines.p.roles, camunda-admin, pipelines.p.roles is [camunda-admin]",
    "base-address, http://vstoken.example.org, base-address is http://vstoken.example.org; it is an https address",
  })
  void saysWhichFieldIsWrong(String field, String value, String message) {
    assertThatThrownBy(() -> bind(Map.of(field, value)))
        .rootCause()
        .hasMessageContaining(PREFIX + "." + message);
  }
}
