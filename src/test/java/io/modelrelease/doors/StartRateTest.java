package io.modelrelease.doors;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrelease.WholeApplication;
import org.junit.jupiter.api.Test;

/** So many starts and checks a minute from each caller. */
class StartRateTest extends WholeApplication {
  private static final int PER_MINUTE = 600;

  @Test
  void refusesACallerWhoAsksTooOftenAndNobodyElse() {
    var busy = Visitor.withToken(address(), "busy-pipeline");
    var asked = 0;
    var answer = busy.post("api/checks", "{}");
    while (answer.statusCode() == 400 && asked++ < 3 * PER_MINUTE) {
      answer = busy.post(asked % 2 == 0 ? "api/checks" : "api/releases", "{}");
    }
    assertThat(asked).isGreaterThanOrEqualTo(PER_MINUTE - 1);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(429);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    Description.of(address()).allows("post", "/api/checks", answer);
    assertThat(answer.headers().firstValueAsLong("Retry-After").orElse(0)).isBetween(1L, 60L);
    assertThat(Visitor.json(answer).path("detail").asText())
        .contains("busy-pipeline", "600", "ask again in");

    assertThat(busy.get("api/releases").statusCode()).as("reading").isEqualTo(200);
    assertThat(Visitor.withToken(address(), "local-pipeline").post("api/checks", "{}").statusCode())
        .as("another caller")
        .isEqualTo(400);
  }
}
