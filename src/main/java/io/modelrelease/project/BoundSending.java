package io.modelrelease.project;

import java.util.Optional;

/** Models are not looked up: the release binds them itself. */
final class BoundSending extends SendingThrough {
  BoundSending(Sending to) {
    super(to);
  }

  @Override
  public String resolve(String collection, String name, Optional<String> version) {
    return collection.equals("models") ? name : super.resolve(collection, name, version);
  }
}
