package io.modelrelease.security;

import java.net.URI;
import java.util.Set;

/** Addresses that keys may be fetched from: https, or this machine. */
final class SafeAddress {
  private static final Set<String> THIS_MACHINE = Set.of("127.0.0.1", "localhost", "[::1]");

  private SafeAddress() {}

  static boolean isSafe(URI address) {
    return isSafe(address, true);
  }

  static boolean isSafe(URI address, boolean thisMachineToo) {
    return address.getHost() != null
        && ("https".equals(address.getScheme())
            || thisMachineToo
                && "http".equals(address.getScheme())
                && THIS_MACHINE.contains(address.getHost()));
  }

  /** Without a slash at its end, to go on from. */
  static String plain(URI address) {
    return address.toString().replaceAll("/+$", "");
  }

  static void require(String setting, URI address) {
    if (!isSafe(address)) {
      throw new IllegalArgumentException(
          "%s is %s; it is an https address (http for this machine only)"
              .formatted(setting, address));
    }
  }
}
