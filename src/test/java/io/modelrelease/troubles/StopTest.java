package io.modelrelease.troubles;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Stop and undo, met at the worst moments. */
class StopTest extends Troubles {

  @BeforeEach
  void served() {
    serveTwoVersions();
  }

  @Test
  void startsFromTwoVersions() {
    assertThat(azure.traffic(online())).isEqualTo("{v002=100}");
    assertThat(azure.batchDefault(batch())).isEqualTo("v002");
    assertThat(azure.deployments("mlw-production", online())).containsExactly("v001", "v002");
  }
}
