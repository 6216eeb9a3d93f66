package io.modelrelease.azureml;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The check that the fixtures make of whatever the client sends finds what it is there for. */
class SentBodiesTest {
  private static final String JOB = StubAzure.WORKSPACE + "/jobs/j";

  private static void judge(String agent, String body) {
    SentBodies.requireValid(
        List.of(
            "{\"method\": \"PUT\", \"path\": \"%s\", \"agent\": \"%s\", \"body\": %s}"
                .formatted(JOB, agent, body)));
  }

  @Test
  void aBodyOfTheClientThatTheSchemaRefusesFailsWithItsPathAndTheFault() {
    assumeTrue(ArmSchema.published().isPresent());
    assertThatThrownBy(() -> judge("model-release", "{\"properties\": {\"jobType\": \"Command\"}}"))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining(JOB)
        .hasMessageContaining("environmentId");
    assertThatThrownBy(() -> judge("model-release", "null"))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("no body that could be judged");
  }

  @Test
  void whatATestSendsItselfIsItsOwnAffair() {
    assertThatCode(() -> judge("Java-http-client/17", "{}")).doesNotThrowAnyException();
  }
}
