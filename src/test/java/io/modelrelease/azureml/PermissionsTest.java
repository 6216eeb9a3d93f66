package io.modelrelease.azureml;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** Rights are read as Azure's roles mean them. */
class PermissionsTest {
  private static final String ML = "Microsoft.MachineLearningServices/";

  /** The built-in role, of June 2023. */
  private static final String DATA_SCIENTIST =
      """
      {"actions": ["ML/workspaces/*/read", "ML/workspaces/*/action", "ML/workspaces/*/delete",
                   "ML/workspaces/*/write"],
       "notActions": ["ML/workspaces/delete", "ML/workspaces/write",
                      "ML/workspaces/computes/*/write", "ML/workspaces/computes/*/delete",
                      "ML/workspaces/computes/listKeys/action",
                      "ML/workspaces/listKeys/action"]}""";

  private static final String COMPUTE_OPERATOR =
      """
      {"actions": ["ML/workspaces/computes/*"], "notActions": []}""";

  @Test
  void dataScientistDoesAllButComputesAndTheWorkspaceItself() throws IOException {
    var rights = rights(DATA_SCIENTIST);

    assertThat(rights.allows(ML + "workspaces/jobs/write")).isTrue();
    assertThat(rights.allows(ML + "workspaces/onlineendpoints/deployments/write")).isTrue();
    assertThat(rights.allows(ML + "workspaces/read")).isTrue();
    assertThat(rights.allows(ML + "workspaces/write")).isFalse();
    assertThat(rights.allows(ML + "workspaces/computes/write")).isFalse();
    assertThat(rights.allows(ML + "registries/assets/write")).isFalse();
  }

  @Test
  void oneRoleTakesNothingFromAnother() throws IOException {
    assertThat(rights(DATA_SCIENTIST, COMPUTE_OPERATOR).allows(ML + "workspaces/computes/write"))
        .isTrue();
  }

  @Test
  void ownerMayAllAndNobodyNothing() throws IOException {
    assertThat(rights("{\"actions\": [\"*\"]}").allows(ML + "registries/assets/write")).isTrue();
    assertThat(rights().allows(ML + "workspaces/read")).isFalse();
  }

  private static Permissions rights(String... roles) throws IOException {
    var value = new ObjectMapper().readTree("[" + String.join(",", roles).replace("ML/", ML) + "]");
    return Permissions.read(StreamSupport.stream(value.spliterator(), false).toList());
  }
}
