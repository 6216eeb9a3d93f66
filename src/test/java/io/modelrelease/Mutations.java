package io.modelrelease;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Damages what was good, at random and the same way at every run. */
public final class Mutations {
  private static final List<String> NASTY =
      List.of(
          "\0",
          "\u202e",
          "😀",
          "\\ud83d",
          "\\u0000",
          "'",
          "\"",
          "{",
          "}",
          "[",
          "]",
          ":",
          ",",
          "&a ",
          "*a",
          "!!x ",
          "!y ",
          "---\n",
          "\t",
          "\r\n",
          "\n",
          "${{",
          "}}",
          "../",
          "/",
          "-1",
          "1e999",
          "null",
          "~",
          "|",
          ">",
          "%",
          "@",
          "`",
          "? ",
          "- ",
          "# ",
          "<<: ",
          "9".repeat(30),
          "x".repeat(3_000));

  private final Random random;

  public Mutations(long seed) {
    random = new Random(seed);
  }

  public int below(int bound) {
    return random.nextInt(bound);
  }

  /** A few bits turned, a piece lost, doubled or filled with noise, or the end cut off. */
  public byte[] bytes(byte[] good) {
    var bad = good.clone();
    var at = random.nextInt(bad.length);
    var length = Math.min(bad.length - at, 1 + random.nextInt(64));
    switch (random.nextInt(4)) {
      case 0 -> bad[at] ^= (byte) (1 << random.nextInt(8));
      case 1 -> {
        for (var i = at; i < at + length; i++) {
          bad[i] = (byte) random.nextInt(256);
        }
      }
      case 2 -> bad = Arrays.copyOf(bad, at);
      default -> {
        var shorter = new byte[bad.length - length];
        System.arraycopy(bad, 0, shorter, 0, at);
        System.arraycopy(bad, at + length, shorter, at, shorter.length - at);
        bad = shorter;
      }
    }
    return bad;
  }

  /** One to three places changed. */
  public String text(String good) {
    var bad = good;
    for (var i = random.nextInt(3); i >= 0; i--) {
      bad = once(bad);
    }
    return bad;
  }

  private String once(String text) {
    var from = random.nextInt(text.length() + 1);
    var to = Math.min(text.length(), from + random.nextInt(20));
    var before = text.substring(0, from);
    var piece = text.substring(from, to);
    var after = text.substring(to);
    return switch (random.nextInt(6)) {
      case 0 -> before + after;
      case 1 -> before + piece + piece + after;
      case 2 -> before;
      case 3 -> new String(bytes(nonEmpty(text)), StandardCharsets.ISO_8859_1);
      default -> before + NASTY.get(random.nextInt(NASTY.size())) + after;
    };
  }

  private static byte[] nonEmpty(String text) {
    return (text.isEmpty() ? " " : text).getBytes(StandardCharsets.UTF_8);
  }
}
