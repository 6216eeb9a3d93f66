package io.modelrelease.devops;

import java.net.URI;
import java.util.function.Supplier;

/** Where people find this application, from outside: {@code modelrelease.public-url}. */
final class PublicAddress {
  static final String SETTING = "modelrelease.public-url";

  private final Supplier<String> base;

  PublicAddress(Supplier<String> base) {
    this.base = base;
  }

  /** The page of a release. */
  URI of(String releaseId) {
    var address = base.get();
    return URI.create(address + (address.endsWith("/") ? "" : "/") + "releases/" + releaseId);
  }
}
