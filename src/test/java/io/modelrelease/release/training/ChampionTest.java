package io.modelrelease.release.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ChampionTest {

  @Test
  void hasMostOfTheTraffic() {
    assertThat(Champion.mostTraffic(Map.of("v006", 90, "v007", 10))).hasValue("v006");
  }

  @Test
  void isTheLaterOfEquals() {
    assertThat(Champion.mostTraffic(Map.of("v006", 50, "v007", 50))).hasValue("v007");
  }

  @Test
  void isNobodyWhereNoneHasTraffic() {
    assertThat(Champion.mostTraffic(Map.of("v006", 0))).isEmpty();
    assertThat(Champion.mostTraffic(Map.of())).isEmpty();
  }
}
