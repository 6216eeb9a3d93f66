package io.modelrelease;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.mock.env.MockEnvironment;

class DatabaseFailureTest {

  private static FailureAnalysis of(String url, String words) {
    return new DatabaseFailure(new MockEnvironment().withProperty("spring.datasource.url", url))
        .analyze(new CannotGetJdbcConnectionException("no connection", new SQLException(words)));
  }

  @Test
  void saysWhatToLookAtForAServer() {
    var said =
        of(
            "jdbc:postgresql://m:hidden-1@db/mr?password=hidden-2",
            "password authentication failed");
    assertThat(said.getDescription())
        .contains("jdbc:postgresql://db/mr cannot be reached: password authentication failed")
        .doesNotContain("hidden");
    assertThat(said.getAction()).contains("lets this machine and user in").doesNotContain("file");
  }

  @Test
  void saysWhatToLookAtForAFile() {
    assertThat(of("jdbc:h2:file:/srv/ledger;MODE=x", "locked").getAction())
        .contains("no other application uses its file");
  }
}
