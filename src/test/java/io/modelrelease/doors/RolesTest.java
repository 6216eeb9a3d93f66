package io.modelrelease.doors;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrelease.WholeApplication;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who gets what at which address. */
class RolesTest extends WholeApplication {
  private static final Map<String, Visitor> PEOPLE = new HashMap<>();

  private Visitor person(String name) {
    return PEOPLE.computeIfAbsent(name, who -> Visitor.loggedIn(address(), who));
  }

  @ParameterizedTest
  @CsvSource({
    // address,                              anonymous, scientist, approver, operator, admin
    "camunda/app/tasklist/default/,          302, 403, 200, 200, 200",
    "camunda/app/cockpit/default/,           302, 403, 403, 200, 200",
    "camunda/app/admin/default/,             302, 403, 403, 403, 200",
    "camunda/app/welcome/default/,           302, 403, 200, 200, 200",
    "camunda/api/engine/engine/,             401, 403, 200, 200, 200",
    "camunda/api/engine/engine/default/task, 401, 403, 200, 200, 200",
    "engine-rest/engine,                     302, 403, 403, 403, 403",
    "webjars/camunda/index.html,             302, 403, 403, 403, 403",
    "h2-console,                             302, 403, 403, 403, 403",
    "nothing/here,                           302, 403, 403, 403, 403",
    "login/login.css,                        200, 200, 200, 200, 200",
    "releases,                               302, 200, 200, 200, 200",
    "api/releases,                           401, 200, 200, 200, 200",
    "actuator/health,                        200, 200, 200, 200, 200",
    "actuator/health/liveness,               200, 200, 200, 200, 200",
    "actuator/health/readiness,              200, 200, 200, 200, 200",
  })
  void pagesAreForThoseWhoNeedThem(
      String path, int anonymous, int scientist, int approver, int operator, int admin) {
    assertThat(
            List.of(
                Visitor.anonymous(address()).get(path).statusCode(),
                person("scientist").get(path).statusCode(),
                person("approver").get(path).statusCode(),
                person("operator").get(path).statusCode(),
                person("admin").get(path).statusCode()))
        .containsExactly(anonymous, scientist, approver, operator, admin);
  }

  @ParameterizedTest
  @CsvSource({
    // address,            nobody, scientist, approver, operator, admin, pipeline
    "actuator/prometheus,     401, 403, 403, 200, 200, 403",
    "actuator/info,           401, 403, 403, 200, 200, 403",
    "actuator/env,            401, 403, 403, 404, 404, 403",
    "api/releases,            401, 200, 200, 200, 200, 200",
    "api/releases/none,       401, 404, 404, 404, 404, 404",
    "api/nothing,             401, 404, 404, 404, 404, 404",
    "engine-rest/engine,      302, 302, 302, 302, 302, 302",
  })
  void machinesComeWithCredentials(
      String path, int nobody, int scientist, int approver, int operator, int admin, int pipeline) {
    assertThat(
            List.of(
                Visitor.anonymous(address()).get(path).statusCode(),
                Visitor.withBasic(address(), "scientist").get(path).statusCode(),
                Visitor.withBasic(address(), "approver").get(path).statusCode(),
                Visitor.withBasic(address(), "operator").get(path).statusCode(),
                Visitor.withBasic(address(), "admin").get(path).statusCode(),
                Visitor.withToken(address(), "local-pipeline").get(path).statusCode()))
        .containsExactly(nobody, scientist, approver, operator, admin, pipeline);
  }

  @Test
  void tellsOperatorsWhichVersionRuns() {
    assertThat(Visitor.withBasic(address(), "operator").get("actuator/info").body())
        .contains("\"version\"");
  }

  @Test
  void refusesWrongTokensAndTheSessionForChanges() {
    var unknown = Visitor.withToken(address(), "guessed").get("api/releases");
    assertThat(unknown.statusCode()).isEqualTo(401);
    assertThat(unknown.headers().firstValue("Content-Type")).hasValue("application/problem+json");

    var forged = person("scientist").post("api/releases", "{}");
    assertThat(forged.statusCode()).as("a POST that takes the session").isEqualTo(401);
  }

  @Test
  void camundasOwnLoginIsShut() {
    var answer =
        person("operator")
            .form("camunda/api/admin/auth/user/default/login/cockpit", "username", "admin");
    assertThat(answer.statusCode()).isEqualTo(403);
  }

  @Test
  void anonymousSeesNoDetailsOfHealth() {
    assertThat(Visitor.anonymous(address()).get("actuator/health").body())
        .doesNotContain("details", "components");
    assertThat(Visitor.withBasic(address(), "operator").get("actuator/health").body())
        .contains("components");
  }
}
