package io.modelrelease.oidc;

import io.modelrelease.doors.RoleMatrix;
import io.modelrelease.doors.Visitor;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.web.servlet.context.ServletWebServerApplicationContext;

/** Who may what in profile oidc; the whole table is written to {@code target/roles-oidc.md}. */
@Tag("apart")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OidcRoleMatrixTest extends OidcApplication implements RoleMatrix.Visitors {
  private static final Map<String, String> GROUPS =
      Map.of(
          "scientist", SCIENTISTS, "approver", APPROVERS, "operator", OPERATORS, "admin", ADMINS);

  @Autowired private ServletWebServerApplicationContext application;

  private final Map<String, Person> people = new HashMap<>();
  private final Map<String, Visitor> sessions = new HashMap<>();
  private Visitor anonymous;
  private Visitor bearer;
  private RoleMatrix matrix;

  @BeforeAll
  void prepare() {
    startTheProvider();
    anonymous = Visitor.anonymous(address());
    bearer = Visitor.withToken(address(), "");
    GROUPS.forEach((name, group) -> people.put(name, Person.named(userId(name), group)));
    people.forEach((name, person) -> sessions.put(name, atWork(person)));
    matrix = RoleMatrix.of(application, this, "roles.txt", "roles-oidc.txt", "roles-no-engine.txt");
  }

  @AfterAll
  void tidyUp() {
    matrix.close();
    PROVIDER.stop();
  }

  private Visitor atWork(Person person) {
    var visitor = loggedIn(person);
    visitor.get("camunda/app/welcome/default/"); // sets the cookie against forgery
    return visitor;
  }

  @Override
  public String userId(String person) {
    return person + "@example.org"; // the names of the default accounts are nobody's
  }

  @Override
  public Visitor visitor(String who, String how) {
    if ("anonymous".equals(who)) {
      return anonymous;
    }
    if (!people.containsKey(who)) {
      return bearer.bearing(PROVIDER.sign(token(who)));
    }
    return switch (how) {
      case "along" -> bearer.bearing(PROVIDER.sign(AccessToken.of(people.get(who))));
      case "password" -> Visitor.withBasic(address(), who);
      case "fresh" -> atWork(people.get(who));
      default -> sessions.get(who);
    };
  }

  private AccessToken token(String who) {
    var admins = AccessToken.of(people.get("admin"));
    return switch (who) {
      case "expired token" -> admins.expired();
      case "wrong audience" -> admins.with("aud", "00000003-0000-0000-c000-000000000000");
      case "foreign issuer" -> admins.ofTenant("bbbbcccc-1111-dddd-2222-eeee3333ffff");
      default -> AccessToken.ofThePipeline();
    };
  }

  @Test
  void everyAddressLetsInExactlyThoseWhoMay() throws Exception {
    matrix.letsInExactlyThoseWhoMay(
        Path.of("target/roles-oidc.md"),
        "People come with the session of their login at the provider, with an access token of Entra ID"
            + " along, or try a password; pipelines with an access token of Entra ID. The worthless"
            + " tokens are those of an admin: the one for another audience is for Microsoft Graph.");
  }

  @Test
  void noAddressIsForgottenAndNoRowIsAboutNothing() throws Exception {
    matrix.forgetsNoAddressAndHasNoRowAboutNothing(700);
  }

  @Test
  void aMethodThatAnAddressDoesNotHaveDoesNothingForAnybody() {
    matrix.aMethodThatAnAddressDoesNotHaveDoesNothingForAnybody();
  }
}
