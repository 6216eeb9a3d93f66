package io.modelrelease.devops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunTokensTest {
  private static final String TOKEN = "eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzI1NiJ9.secret.signature";

  @TempDir Path home;

  @Test
  void makesAKeyForItsOwnerOnlyAtFirstUse() throws IOException {
    var file = home.resolve("new").resolve("devops.key");
    var tokens = new RunTokens(Optional.empty(), file.getParent());
    assertThat(tokens.keyIdIfAny()).isEmpty();
    assertThat(file).doesNotExist();
    var sealed = tokens.seal(TOKEN, "job");
    assertThat(sealed).doesNotContain("secret");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    try (var files = Files.list(file.getParent())) {
      assertThat(files).containsExactly(file);
    }
    var afterRestart = new RunTokens(Optional.empty(), file.getParent());
    assertThat(afterRestart.open(sealed, "job")).contains(TOKEN);
    assertThat(afterRestart.keyId()).isEqualTo(tokens.keyId());
  }

  @Test
  void opensATokenForItsJobOnlyAndNoneOfAnotherKey() {
    var tokens = new RunTokens(Optional.of(key(1)), home);
    var sealed = tokens.seal(TOKEN, "job");
    assertThat(tokens.seal(TOKEN, "job")).isNotEqualTo(sealed);
    assertThat(tokens.open(sealed, "job")).contains(TOKEN);
    assertThat(tokens.open(sealed, "another job")).isEmpty();
    var other = new RunTokens(Optional.of(key(2)), home);
    assertThat(other.open(sealed, "job")).isEmpty();
    assertThat(other.keyId()).isNotEqualTo(tokens.keyId());
    assertThat(home).isEmptyDirectory();
  }

  @Test
  void saysHowAKeyIsMadeWhereItIsNone() {
    assertThatThrownBy(() -> new RunTokens(Optional.of("secret"), home))
        .hasMessageContaining("modelrelease.devops.encryption-key")
        .hasMessageContaining("openssl rand -base64 32");
  }

  private static String key(int fill) {
    var bytes = new byte[32];
    java.util.Arrays.fill(bytes, (byte) fill);
    return Base64.getEncoder().encodeToString(bytes);
  }
}
