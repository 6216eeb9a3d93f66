package io.modelrelease.watch;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import io.modelrelease.watch.EventSender.Verdict;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

/** Event Grid's own token: whose, for whom, from whom, until when. */
class EntraTokenTest {
  private static final String ISSUER = "https://sts.windows.net/tenant/";
  private static final String AUDIENCE = "api://model-release-events";
  private static final String EVENT_GRID = "4962773b-9cdb-44cf-a8bf-237846a00ab7";

  private static HttpServer keys;
  private static RSAKey key;
  private static EventSender sender;

  @BeforeAll
  static void publish() throws Exception {
    key = new RSAKeyGenerator(2048).keyID("k1").generate();
    var published = new JWKSet(key.toPublicJWK()).toString().getBytes();
    keys = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    keys.createContext(
        "/keys",
        exchange -> {
          exchange.getResponseHeaders().set("Content-Type", "application/json");
          exchange.sendResponseHeaders(200, published.length);
          exchange.getResponseBody().write(published);
          exchange.close();
        });
    keys.start();
    sender = sender(keys.getAddress().getPort(), 1000);
  }

  @AfterAll
  static void stop() {
    keys.stop(0);
  }

  private static EventSender sender(int port, int perMinute) {
    return new EventSender(
        new EventSettings(
            Optional.empty(),
            Optional.of(
                new EventSettings.Entra(
                    URI.create("http://127.0.0.1:%d/keys".formatted(port)),
                    ISSUER,
                    AUDIENCE,
                    EVENT_GRID)),
            DataSize.ofKilobytes(20),
            10,
            perMinute,
            3));
  }

  private static JWTClaimsSet.Builder claims() {
    return new JWTClaimsSet.Builder()
        .issuer(ISSUER)
        .audience(AUDIENCE)
        .claim("appid", EVENT_GRID)
        .expirationTime(Date.from(Instant.now().plusSeconds(300)));
  }

  private static String signed(RSAKey with, JWTClaimsSet.Builder claims) throws JOSEException {
    var jwt =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(with.getKeyID()).build(),
            claims.build());
    jwt.sign(new RSASSASigner(with));
    return jwt.serialize();
  }

  private static Verdict judge(String token) {
    return sender.judge(List.of("a-secret-that-nobody-set"), Optional.of("Bearer " + token));
  }

  @Test
  void letsEventGridIn() throws Exception {
    assertThat(judge(signed(key, claims()))).isEqualTo(Verdict.WELCOME);
    var second = claims().claim("appid", null).claim("azp", EVENT_GRID);
    assertThat(judge(signed(key, second))).isEqualTo(Verdict.WELCOME);
  }

  @Test
  void refusesTokensOfOthersForOthersAndOld() throws Exception {
    List<UnaryOperator<JWTClaimsSet.Builder>> wrong =
        List.of(
            token -> token.issuer("https://sts.windows.net/other/"),
            token -> token.audience("api://other"),
            token -> token.audience(List.of()),
            token -> token.claim("appid", "00000000-0000-0000-0000-000000000001"),
            token -> token.claim("appid", List.of(EVENT_GRID)),
            token -> token.claim("appid", null),
            token -> token.expirationTime(Date.from(Instant.now().minusSeconds(300))),
            token -> token.notBeforeTime(Date.from(Instant.now().plusSeconds(300))));
    for (var change : wrong) {
      assertThat(judge(signed(key, change.apply(claims())))).isEqualTo(Verdict.STRANGER);
    }
  }

  @Test
  void refusesTokensThatNobodyOrAnotherSigned() throws Exception {
    var other = new RSAKeyGenerator(2048).keyID("k1").generate();
    assertThat(judge(signed(other, claims()))).isEqualTo(Verdict.STRANGER);
    assertThat(judge(new PlainJWT(claims().build()).serialize())).isEqualTo(Verdict.STRANGER);
    var confused =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("k1").build(), claims().build());
    confused.sign(new MACSigner(key.toRSAPublicKey().getEncoded()));
    assertThat(judge(confused.serialize())).isEqualTo(Verdict.STRANGER);
    for (var text : List.of("", "a.b.c", "x", "....", signed(key, claims()) + "x")) {
      assertThat(judge(text)).as(text).isEqualTo(Verdict.STRANGER);
    }
  }

  @Test
  void isNotWornOutByStrangersNorBroughtDownByKeysThatAreNotThere() throws Exception {
    var tired = sender(1, 2); // nobody answers there
    var token = Optional.of("Bearer " + signed(key, claims()));
    assertThat(tired.judge(List.of(), token)).isEqualTo(Verdict.STRANGER);
    assertThat(tired.judge(List.of(), token)).isEqualTo(Verdict.STRANGER);
    assertThat(tired.judge(List.of(), token)).isEqualTo(Verdict.TOO_MANY);
  }
}
