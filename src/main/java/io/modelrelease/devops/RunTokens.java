package io.modelrelease.devops;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Seals the tokens of runs, AES-256-GCM: they open repositories, and a release may keep one for a
 * day. A sealed token can be opened for the job only that it was sealed for.
 */
final class RunTokens {
  static final String SETTING = "modelrelease.devops.encryption-key";
  static final String KEY_FILE = "devops.key";

  private static final int KEY_BYTES = 32;
  private static final int IV_BYTES = 12;
  private static final int TAG_BITS = 128;

  private final Optional<String> configured;
  private final Path file;
  private final SecureRandom random = new SecureRandom();
  private Optional<SecretKey> key = Optional.empty();

  /**
   * @param home where a key file is made at first use if none is configured
   * @throws IllegalStateException for a configured key that is none
   */
  RunTokens(Optional<String> configured, Path home) {
    this.configured = configured.filter(text -> !text.isBlank());
    this.file = home.resolve(KEY_FILE);
    this.configured.ifPresent(text -> key = Optional.of(key(text, SETTING)));
  }

  private static SecretKey key(String base64, String where) {
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(base64.strip());
    } catch (IllegalArgumentException e) {
      bytes = new byte[0];
    }
    if (bytes.length != KEY_BYTES) {
      throw new IllegalStateException(
          "%s is not base64 of %d bytes. Make one with: openssl rand -base64 32"
              .formatted(where, KEY_BYTES));
    }
    return new SecretKeySpec(bytes, "AES");
  }

  private synchronized SecretKey key() {
    if (key.isEmpty()) {
      key = Optional.of(key(fromFile(), file.toString()));
    }
    return key.get();
  }

  private String fromFile() {
    try {
      if (!Files.exists(file)) {
        make();
      }
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException("The key of the run tokens, " + file, e);
    }
  }

  /** Readable by its owner only, from the first moment. */
  private void make() throws IOException {
    var bytes = new byte[KEY_BYTES];
    random.nextBytes(bytes);
    var text = Base64.getEncoder().encodeToString(bytes) + "\n";
    var posix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
    var own = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    Files.createDirectories(file.getParent());
    var whole =
        posix
            ? Files.createTempFile(file.getParent(), KEY_FILE, ".new", own)
            : Files.createTempFile(file.getParent(), KEY_FILE, ".new");
    try {
      Files.writeString(whole, text);
      Files.createLink(file, whole); // never over another one's
    } catch (FileAlreadyExistsException another) {
      // it was first
    } catch (UnsupportedOperationException e) {
      Files.move(whole, file);
    } finally {
      Files.deleteIfExists(whole);
    }
  }

  /** Empty as long as no token has been sealed here: there is no key yet. */
  Optional<String> keyIdIfAny() {
    return configured.isPresent() || Files.exists(file) ? Optional.of(keyId()) : Optional.empty();
  }

  /** Tells keys apart without telling them. */
  String keyId() {
    try {
      var hash = MessageDigest.getInstance("SHA-256").digest(key().getEncoded());
      return HexFormat.of().formatHex(hash, 0, 8);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  String seal(String token, String job) {
    var iv = new byte[IV_BYTES];
    random.nextBytes(iv);
    try {
      var sealed = cipher(Cipher.ENCRYPT_MODE, iv, job);
      var text = sealed.doFinal(token.getBytes(StandardCharsets.UTF_8));
      return Base64.getEncoder().encodeToString(iv)
          + "."
          + Base64.getEncoder().encodeToString(text);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Empty where it was sealed with another key, or for another job. */
  Optional<String> open(String sealed, String job) {
    var dot = sealed.indexOf('.');
    try {
      var iv = Base64.getDecoder().decode(sealed.substring(0, dot));
      var text = Base64.getDecoder().decode(sealed.substring(dot + 1));
      var opened = cipher(Cipher.DECRYPT_MODE, iv, job).doFinal(text);
      return Optional.of(new String(opened, StandardCharsets.UTF_8));
    } catch (GeneralSecurityException | RuntimeException e) {
      return Optional.empty();
    }
  }

  private Cipher cipher(int mode, byte[] iv, String job) throws GeneralSecurityException {
    var cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, key(), new GCMParameterSpec(TAG_BITS, iv));
    cipher.updateAAD(job.getBytes(StandardCharsets.UTF_8));
    return cipher;
  }
}
