package io.modelrelease.doors;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrelease.WholeApplication;
import org.junit.jupiter.api.Test;

/** What the doors say and do not say; who may what is in {@link RoleMatrixTest}. */
class RolesTest extends WholeApplication {
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

    var forged = Visitor.loggedIn(address(), "scientist").post("api/releases", "{}");
    assertThat(forged.statusCode()).as("a POST that takes the session").isEqualTo(401);
  }

  @Test
  void camundasOwnLoginIsShut() {
    var answer =
        Visitor.loggedIn(address(), "operator")
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
