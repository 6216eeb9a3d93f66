package io.modelrelease.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jwt.JWTClaimsSet;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whose tokens are taken, for whom, until when; and what happens while their keys are away. */
class TrustedIssuerTest {
  private static final Instant NOW = Instant.parse("2026-03-02T09:00:00Z");
  private static final String AUDIENCE = "api://us";

  private final SigningIssuer provider = new SigningIssuer();
  private final String name = provider.address() + "/org";
  private TrustedIssuer issuer;

  @BeforeEach
  void publish() {
    provider.publish("/org", name);
    issuer = issuer(Duration.ofMillis(1));
  }

  @AfterEach
  void stop() {
    provider.close();
  }

  private TrustedIssuer issuer(Duration pause) {
    return new TrustedIssuer(
        name,
        Set.of(AUDIENCE),
        Duration.ofHours(1),
        IssuerKeys.discovered(name, name),
        pause,
        Clock.fixed(NOW, ZoneOffset.UTC));
  }

  private JWTClaimsSet.Builder claims() {
    return new JWTClaimsSet.Builder()
        .issuer(name)
        .subject("somebody")
        .audience(AUDIENCE)
        .notBeforeTime(at(-600))
        .issueTime(at(0))
        .expirationTime(at(300));
  }

  private static Date at(int seconds) {
    return Date.from(NOW.plusSeconds(seconds));
  }

  private String signed(UnaryOperator<JWTClaimsSet.Builder> change) {
    return provider.sign(change.apply(claims()).build());
  }

  private void isRefused(String token, String why) {
    assertThatThrownBy(() -> issuer.verify(token))
        .isInstanceOf(TokenRefusedException.class)
        .hasMessageContaining(why);
  }

  @Test
  void takesWhatIsSignedInForceAndMeantForUs() {
    assertThat(issuer.verify(signed(token -> token)).getSubject()).isEqualTo("somebody");
    assertThat(issuer.verify(signed(token -> token.audience(List.of("other", AUDIENCE)))))
        .isNotNull();
    assertThat(issuer.verify(signed(token -> token.expirationTime(at(-30)))))
        .as("clocks may be half a minute apart")
        .isNotNull();
  }

  @Test
  void refusesWhatIsNotInSentences() {
    Map<String, UnaryOperator<JWTClaimsSet.Builder>> wrong =
        Map.of(
            "It expired at 2026-03-02T08:58:00Z", token -> token.expirationTime(at(-120)),
            "not valid before 2026-03-02T09:02:00Z", token -> token.notBeforeTime(at(120)),
            "not valid before 2026-03-02T09:02:10Z", token -> token.issueTime(at(130)),
            "no time at which it expires", token -> token.expirationTime(null),
            "It is valid for PT2H", token -> token.expirationTime(at(7200)),
            "meant for [api://other]; expected api://us", token -> token.audience("api://other"),
            "meant for []", token -> token.audience(List.of()),
            "issued by https://elsewhere", token -> token.issuer("https://elsewhere"),
            "issued by null", token -> token.issuer(null));
    wrong.forEach((why, change) -> isRefused(signed(change), why));
  }

  @Test
  void refusesWhatNobodyOrAnotherSigned() throws Exception {
    var unsigned = "not signed (RS256) with a key that " + name;
    var claims = claims().build();
    isRefused(SigningIssuer.plain(claims), unsigned);
    isRefused(provider.confused(claims), unsigned);
    isRefused(provider.otherAlgorithm(claims), unsigned);
    isRefused(SigningIssuer.sign(SigningIssuer.newKey("k1"), claims), unsigned); // the same key id
    isRefused(SigningIssuer.sign(SigningIssuer.newKey("k2"), claims), unsigned);
    var signed = provider.sign(claims);
    isRefused(signed.substring(0, signed.lastIndexOf('.') + 1) + "AAAA", unsigned);
    for (var text : List.of("", "a.b.c", "x", "....", signed.substring(0, signed.length() - 342))) {
      isRefused(text, "no signed JWT");
    }
  }

  @Test
  void asksForNothingBeforeTheFirstTokenAndForKeysOnce() {
    assertThat(provider.requests()).isZero();
    issuer.verify(signed(token -> token));
    issuer.verify(signed(token -> token));
    assertThat(provider.requests()).isEqualTo(2); // the document and the keys
  }

  @Test
  void learnsNewKeysWhenTheIssuerChangesThem() {
    var before = signed(token -> token);
    issuer.verify(before);
    provider.rotate("k2");
    assertThat(issuer.verify(signed(token -> token))).isNotNull();
    isRefused(before, "not signed");
  }

  @Test
  void isNotMadeToAskWithoutEndByTokensOfUnknownKeys() {
    issuer = issuer(Duration.ofMinutes(1));
    var strange = SigningIssuer.sign(SigningIssuer.newKey("k9"), claims().build());
    isRefused(strange, "not signed");
    var asked = provider.requests();
    for (var i = 0; i < 5; i++) {
      assertThatThrownBy(() -> issuer.verify(strange))
          .isInstanceOf(IssuerUnreachableException.class);
    }
    assertThat(provider.requests()).isEqualTo(asked);
    assertThat(issuer.verify(signed(token -> token))).as("the known key").isNotNull();
  }

  @Test
  void letsNobodyInWhileTheKeysAreAwayAndAllWhenTheyAreBack() {
    provider.down(true);
    assertThatThrownBy(() -> issuer.verify(signed(token -> token)))
        .isInstanceOf(IssuerUnreachableException.class)
        .hasMessageContaining("cannot be checked now: the keys of " + name);
    provider.down(false);
    assertThat(issuer.verify(signed(token -> token))).isNotNull();
    provider.rotate("k2");
    provider.down(true);
    assertThatThrownBy(() -> issuer.verify(signed(token -> token)))
        .isInstanceOf(IssuerUnreachableException.class);
    provider.down(false);
    assertThat(issuer.verify(signed(token -> token))).isNotNull();
  }

  @Test
  void takesKeysFromNobodyElse() {
    var token = signed(claims -> claims);
    for (var document :
        List.of(
            List.of("https://another.example.org", provider.address() + "/keys"),
            List.of(name, "http://keys.example.org/keys"),
            List.of(name, "file:///etc/hostname"))) {
      provider.publish("/org", document.get(0), document.get(1));
      assertThatThrownBy(() -> issuer.verify(token)).isInstanceOf(IssuerUnreachableException.class);
    }
  }
}
