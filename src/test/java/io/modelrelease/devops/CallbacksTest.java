package io.modelrelease.devops;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a job that waits sends about itself. */
class CallbacksTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String TOKEN = "a.secret.token";

  @TempDir Path home;

  private Callbacks callbacks(String... organizations) {
    return new Callbacks(
        new Organizations(List.of(organizations), false), new RunTokens(Optional.empty(), home));
  }

  private static ObjectNode sent() {
    return JSON.createObjectNode()
        .put("PlanUrl", "https://dev.azure.com/contoso/")
        .put("ProjectId", "271ef6f7-5998-4b0f-86fb-4b54d9129900")
        .put("HubName", "build")
        .put("PlanId", "271ef6f7-5998-4b0f-86fb-4b54d9129901")
        .put("JobId", "271ef6f7-5998-4b0f-86fb-4b54d9129902")
        .put("TimelineId", "271ef6f7-5998-4b0f-86fb-4b54d9129903")
        .put("TaskInstanceId", "271EF6F7-5998-4B0F-86FB-4B54D9129904")
        .put("AuthToken", TOKEN);
  }

  @Test
  void readsNamesInAnyCaseAndLeavesOthersAlone() {
    var lower = JSON.createObjectNode().put("note", "x").put("buildId", 4711);
    sent().properties().forEach(field -> lower.set(field.getKey().toLowerCase(), field.getValue()));
    var reading = callbacks("https://dev.azure.com/contoso/").read(lower);
    assertThat(reading.faults()).isEmpty();
    var callback = Callback.of(reading.sealed().orElseThrow());
    assertThat(callback.buildId()).isEqualTo(4711);
    assertThat(callback.plan("events"))
        .hasToString(
            "https://dev.azure.com/contoso/271ef6f7-5998-4b0f-86fb-4b54d9129900/_apis/distributedtask/hubs/build/plans/271ef6f7-5998-4b0f-86fb-4b54d9129901/events");
    assertThat(reading.toString() + callback).doesNotContain(TOKEN);
  }

  @Test
  void saysAllThatIsWrongAndNoToken() {
    var wrong =
        sent()
            .put("PlanId", "7")
            .put("HubName", "../build")
            .put("AuthToken", TOKEN + "\r\nX: y")
            .put("jobid", "twice");
    wrong.remove("TimelineId");
    var faults = callbacks("https://dev.azure.com/contoso/").read(wrong).faults();
    assertThat(faults).containsOnlyKeys("HubName", "PlanId", "JobId", "TimelineId", "AuthToken");
    assertThat(faults.toString()).doesNotContain(TOKEN);
    assertThat(faults.get("TimelineId")).contains("missing");
  }

  @Test
  void namesTheSettingWhereAzureDevOpsIsNotConnected() {
    assertThat(callbacks().read(sent()).faults().get("PlanUrl"))
        .contains("modelrelease.devops.organizations");
    assertThat(home).as("no key is made for what is refused").isEmptyDirectory();
  }
}
