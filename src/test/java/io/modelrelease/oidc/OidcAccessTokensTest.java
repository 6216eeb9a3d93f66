package io.modelrelease.oidc;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrelease.doors.Visitor;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** People who bring an access token of Entra ID along to the REST door, as from a command line. */
@Tag("apart")
class OidcAccessTokensTest extends OidcApplication {

  private Visitor with(AccessToken token) {
    return Visitor.withToken(address(), PROVIDER.sign(token));
  }

  private static String message(HttpResponse<String> answer) {
    return answer.statusCode() + " " + answer.body();
  }

  @Test
  void comesUnderTheNameOfTheLogin() {
    var person = Person.named("sue@example.org", SCIENTISTS);
    loggedIn(person);
    person.with("preferred_username", "renamed@example.org");
    var start =
        with(AccessToken.of(person))
            .post(
                "api/releases",
                "{\"model\": \"credit-risk\", \"commit\": \"%s\"}".formatted("4567".repeat(10)));
    assertThat(start.statusCode()).as(start.body()).isEqualTo(202);
    var release = "api/releases/" + Visitor.json(start).path("id").asText();
    var asked = Visitor.json(with(AccessToken.of(person)).get(release + "/dossier")).path("asked");
    assertThat(asked.path("caller").asText()).isEqualTo("sue@example.org");
    assertThat(asked.path("requestedBy").asText()).isEqualTo("sue@example.org");
    assertThat(with(AccessToken.of(person)).delete(release).statusCode())
        .as("who asked may stop it")
        .isEqualTo(202);
  }

  @Test
  void isNobodyBeforeTheFirstLogin() {
    var person = Person.named("new@example.org", ADMINS);
    var answer = with(AccessToken.of(person)).get("api/releases");
    assertThat(message(answer)).startsWith("401").contains("claim oid", "log in with a browser");
    assertThat(identity().createUserQuery().userId("new@example.org").count()).isZero();
  }

  @Test
  void mayWhatItsTokenSaysAndChangesNoMembership() {
    var person = Person.named("mo@example.org", OPERATORS, SCIENTISTS);
    loggedIn(person);
    var token = AccessToken.of(person);
    assertThat(with(token).get("actuator/prometheus").statusCode()).isEqualTo(200);
    var fewer = token.with("groups", List.of(SCIENTISTS));
    assertThat(with(fewer).get("actuator/prometheus").statusCode()).isEqualTo(403);
    assertThat(with(fewer).get("api/releases").statusCode()).isEqualTo(200);
    var more = token.with("groups", List.of(ADMINS)).with("roles", List.of("camunda-admin"));
    assertThat(with(more).get("actuator/prometheus").statusCode()).isEqualTo(200);
    assertThat(engineGroups("mo@example.org")).containsExactly("data-scientists", "operators");
  }

  static Stream<Arguments> worthless() {
    return Stream.<Map.Entry<String, UnaryOperator<AccessToken>>>of(
            Map.entry("none of the groups", token -> token.with("groups", List.of("g-9"))),
            Map.entry(
                "left all of them out",
                token -> token.without("groups").with("_claim_names", Map.of("groups", "src1"))),
            Map.entry(
                "left all of them out", token -> token.without("groups").with("hasgroups", true)),
            Map.entry(
                "of the tenant",
                token -> token.with("tid", "9188040d-6c67-4c5b-b112-36a304b66dad")),
            Map.entry("of the tenant", token -> token.without("tid")),
            Map.entry("oid", token -> token.without("oid")),
            Map.entry("Its scope is User.Read", token -> token.with("scp", "User.Read")),
            Map.entry("is not allowed", token -> token.without("scp")),
            Map.entry("is not allowed", token -> token.with("idtyp", "app")),
            Map.entry(
                "meant for", token -> token.with("aud", "00000003-0000-0000-c000-000000000000")),
            Map.entry("It expired", AccessToken::expired),
            Map.entry(
                "are not taken here",
                token -> token.ofTenant("bbbbcccc-1111-dddd-2222-eeee3333ffff")))
        .map(entry -> Arguments.of(entry.getKey(), entry.getValue()));
  }

  @ParameterizedTest
  @MethodSource("worthless")
  void isToldWhyATokenIsWorthNothing(String why, UnaryOperator<AccessToken> change) {
    var person = Person.named("known@example.org", SCIENTISTS, ADMINS);
    loggedIn(person);
    var token = AccessToken.of(person);
    assertThat(with(token).get("api/releases").statusCode()).isEqualTo(200);
    var answer = with(change.apply(token)).get("api/releases");
    assertThat(message(answer)).startsWith("401").contains(why);
  }

  @Test
  void opensNoPageAndApprovesNothing() {
    var person = Person.named("ada@example.org", APPROVERS, ADMINS);
    loggedIn(person);
    var visitor = with(AccessToken.of(person));
    for (var page : List.of("releases", "camunda/app/tasklist/default/")) {
      assertThat(location(visitor.page(page))).endsWith("/login");
    }
    assertThat(visitor.engine("GET", "task", "").statusCode()).isEqualTo(401);
    assertThat(visitor.get("engine-rest/task").statusCode()).isNotEqualTo(200);
  }
}
