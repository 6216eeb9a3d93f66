package io.modelrelease.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jwt.JWTClaimsSet;
import io.modelrelease.ledger.TestClock;
import io.modelrelease.ledger.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.jdbc.core.JdbcTemplate;

/** Each token once, on all nodes that share a database. */
class UsedTokensTest {
  private static final String ISSUER = "https://vstoken.dev.azure.com/0";

  private final TestClock clock = new TestClock();

  private static JWTClaimsSet claims(String id, Instant expires) {
    return new JWTClaimsSet.Builder().jwtID(id).expirationTime(Date.from(expires)).build();
  }

  @ParameterizedTest
  @EnumSource(TestDatabase.class)
  void takesATokenOnceOnAllNodes(TestDatabase kind) {
    var database = new JdbcTemplate(kind.open());
    var one = new UsedTokens(database, clock);
    var other = new UsedTokens(database, clock);
    var first = claims("1", clock.instant().plusSeconds(300));
    one.use(ISSUER, first, "h.p.s");
    assertThatThrownBy(() -> other.use(ISSUER, first, "h.p.s"))
        .isInstanceOf(TokenRefusedException.class)
        .hasMessageContaining("used before");
    assertThatCode(
            () -> {
              other.use(ISSUER + "1", first, "h.p.s");
              other.use(ISSUER, claims("2", clock.instant().plusSeconds(300)), "h.p.s");
            })
        .as("another issuer's, another one")
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @EnumSource(TestDatabase.class)
  void knowsATokenWithoutIdByWhatWasSigned(TestDatabase kind) {
    var used = new UsedTokens(new JdbcTemplate(kind.open()), clock);
    var claims = claims(null, clock.instant().plusSeconds(300));
    used.use(ISSUER, claims, "header.payload.signature");
    assertThatThrownBy(() -> used.use(ISSUER, claims, "header.payload.signaturf"))
        .isInstanceOf(TokenRefusedException.class);
    used.use(ISSUER, claims, "header.other.signature");
  }

  @ParameterizedTest
  @EnumSource(TestDatabase.class)
  void letsOneOfManyAtOnceWin(TestDatabase kind) throws Exception {
    var used = new UsedTokens(new JdbcTemplate(kind.open()), clock);
    var claims = claims("1", clock.instant().plusSeconds(300));
    var threads = Executors.newFixedThreadPool(8);
    try {
      var uses = new ArrayList<Future<Boolean>>();
      for (var i = 0; i < 32; i++) {
        uses.add(
            threads.submit(
                (Callable<Boolean>)
                    () -> {
                      try {
                        used.use(ISSUER, claims, "h.p.s");
                        return true;
                      } catch (TokenRefusedException e) {
                        return false;
                      }
                    }));
      }
      var winners = 0;
      for (var use : uses) {
        winners += use.get() ? 1 : 0;
      }
      assertThat(winners).isEqualTo(1);
    } finally {
      threads.shutdownNow();
    }
  }

  @ParameterizedTest
  @EnumSource(TestDatabase.class)
  void forgetsTokensThatHaveLongExpired(TestDatabase kind) {
    var database = new JdbcTemplate(kind.open());
    var used = new UsedTokens(database, clock);
    used.use(ISSUER, claims("1", clock.instant().plusSeconds(300)), "h.p.s");
    clock.passes(Duration.ofMinutes(30));
    used.use(ISSUER, claims("2", clock.instant().plusSeconds(300)), "h.p.s");
    assertThat(rows(database)).isEqualTo(2);
    clock.passes(Duration.ofMinutes(60));
    used.use(ISSUER, claims("3", clock.instant().plusSeconds(300)), "h.p.s");
    assertThat(rows(database)).isEqualTo(2);
  }

  private static Integer rows(JdbcTemplate database) {
    return database.queryForObject("select count(*) from mr_used_token", Integer.class);
  }
}
