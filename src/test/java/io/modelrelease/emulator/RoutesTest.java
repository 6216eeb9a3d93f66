package io.modelrelease.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrelease.emulator.control.Tokens;
import io.modelrelease.emulator.http.Described;
import io.modelrelease.emulator.http.Route;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What is answered beside the resource manager is what the tables of the routers say. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RoutesTest {
  private RunningEmulator azure;

  @BeforeAll
  void start(@TempDir Path home) {
    azure = RunningEmulator.start(home);
  }

  @AfterAll
  void stop() {
    azure.close();
  }

  private List<? extends Described> routes() {
    return azure.emulator().operations().stream().filter(Route.class::isInstance).toList();
  }

  /** Nobody says that there is no such call; that what it names is not there is an answer. */
  @Test
  void answersEachCallOfTheTables() {
    assertThat(routes()).hasSizeGreaterThan(70);
    for (var route : routes()) {
      var path = path(route);
      var reply = send(route.method(), path);
      assertThat(reply.status()).as(route + " " + reply.text()).isNotIn(405, 500, 501);
      assertThat(reply.text())
          .as(route.toString())
          .doesNotContain(
              path + " was not found", "does not offer the MLflow call", "\"code\":\"NotFound\"");
    }
  }

  @Test
  void answersNoOtherPathAndNoOtherMethod() {
    var history = "/history/v1.0" + RunningEmulator.DEV;
    assertThat(send("GET", history + "/nothing").status()).isEqualTo(404);
    assertThat(send("GET", history + "/runs/x/nothing").status()).isEqualTo(404);
    var wrong = send("DELETE", history + "/runs/x");
    assertThat(wrong.status()).isEqualTo(405);
    assertThat(wrong.header("Allow")).hasValue("GET");
    assertThat(send("PUT", "/discovery").status()).isEqualTo(405);
    assertThat(send("GET", "/online/mlw-dev/x/score").header("Allow")).hasValue("POST");
    assertThat(send("GET", "/batch/mlw-dev/x").status()).isEqualTo(404);
    assertThat(send("PUT", "/_emulator/events").status()).isEqualTo(405);
    assertThat(send("GET", "/_emulator/nothing").status()).isEqualTo(404);
    assertThat(send("PATCH", azure.blob("mlw-dev", "azureml-blobstore", "x")).status())
        .isEqualTo(405);
    assertThat(send("PUT", azure.blob("mlw-dev", "azureml-blobstore", "x") + "&comp=page").status())
        .isEqualTo(405);
  }

  private static String path(Described route) {
    return route
        .path()
        .replace("{W}", RunningEmulator.DEV)
        .replace("{experiments or experimentids}", "experiments")
        .replace("{workspace}", "mlw-dev")
        .replace("{registry}", "mlr-staging")
        .replace("{account}", "stmlwdev")
        .replace("{container}", "azureml-blobstore")
        .replace(
            "managementfrontend/{path+}",
            "managementfrontend"
                + RunningEmulator.DEV
                + (route.method().equals("POST") ? "/diagnose" : "/computes/some"))
        .replaceAll("\\{[a-z]+[+]}", "some/artifacts/file")
        .replaceAll("\\{[a-z]+}", "some");
  }

  private Reply send(String method, String path) {
    var audience = path.startsWith("/batch") ? Tokens.ML : Tokens.MANAGEMENT;
    var separator = path.contains("?") ? "&" : "?";
    return azure.send(
        method,
        path + separator + "api-version=2025-12-01&sig=any",
        "",
        Map.of("Authorization", "Bearer " + azure.token(audience)));
  }
}
