package io.modelrelease.doors;

import io.modelrelease.WholeApplication;
import io.modelrelease.azuredevops.ImitatedAzureDevOps;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.web.servlet.context.ServletWebServerApplicationContext;

/** The default profile; the whole table is written to {@code target/roles.md}. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RoleMatrixTest extends WholeApplication implements RoleMatrix.Visitors {
  static final String COMING =
      "People come with the session of their login, or with HTTP Basic along; pipelines with Azure DevOps' own token.";

  @Autowired private ServletWebServerApplicationContext application;

  private final Map<String, Visitor> sessions = new HashMap<>();
  private final Map<String, Visitor> basics = new HashMap<>();
  private Visitor anonymous;
  private Visitor machine;
  private ImitatedAzureDevOps foreign;
  private RoleMatrix matrix;

  @BeforeAll
  void prepare() {
    foreign = new ImitatedAzureDevOps();
    anonymous = Visitor.anonymous(address());
    machine = Visitor.withToken(address(), "");
    RoleMatrix.PEOPLE.forEach(name -> sessions.put(name, Visitor.loggedIn(address(), name)));
    RoleMatrix.PEOPLE.forEach(name -> basics.put(name, Visitor.withBasic(address(), name)));
    matrix = matrix(application);
  }

  RoleMatrix matrix(ServletWebServerApplicationContext application) {
    return RoleMatrix.of(application, this, "roles.txt", "roles-login.txt", "roles-no-engine.txt");
  }

  @AfterAll
  void tidyUp() {
    matrix.close();
    foreign.close();
  }

  private String idToken(String who) {
    var job = AZURE_DEVOPS.job();
    return switch (who) {
      case "expired token" ->
          AZURE_DEVOPS.idToken(
              job, with(Map.of("exp", Instant.now().minusSeconds(600).getEpochSecond())));
      case "wrong audience" -> AZURE_DEVOPS.idToken(job, with(Map.of("aud", "api://another")));
      case "foreign issuer" -> foreign.idToken(foreign.job(), UnaryOperator.identity());
      default -> AZURE_DEVOPS.idToken(job, UnaryOperator.identity());
    };
  }

  private static UnaryOperator<Map<String, Object>> with(Map<String, Object> changes) {
    return claims -> {
      var changed = new HashMap<>(claims);
      changed.putAll(changes);
      return changed;
    };
  }

  @Override
  public Visitor visitor(String who, String how) {
    if ("anonymous".equals(who)) {
      return anonymous;
    }
    if (!RoleMatrix.PEOPLE.contains(who)) {
      return machine.bearing(idToken(who));
    }
    return switch (how) {
      case "along" -> basics.get(who);
      case "fresh" -> Visitor.loggedIn(address(), who);
      default -> sessions.get(who);
    };
  }

  @Override
  public String userId(String person) {
    return person;
  }

  @Test
  void everyAddressLetsInExactlyThoseWhoMay() throws Exception {
    matrix.letsInExactlyThoseWhoMay(table(), COMING);
  }

  Path table() {
    return Path.of("target/roles.md");
  }

  @Test
  void noAddressIsForgottenAndNoRowIsAboutNothing() throws Exception {
    matrix.forgetsNoAddressAndHasNoRowAboutNothing(leastAddresses());
  }

  int leastAddresses() {
    return 700;
  }

  @Test
  void aMethodThatAnAddressDoesNotHaveDoesNothingForAnybody() {
    matrix.aMethodThatAnAddressDoesNotHaveDoesNothingForAnybody();
  }
}
