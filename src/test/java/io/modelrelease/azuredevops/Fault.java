package io.modelrelease.azuredevops;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

/** What goes wrong with the next requests whose "METHOD path" has a pattern. */
final class Fault {
  enum Kind {
    STATUS,
    BROKEN_BEFORE,
    BROKEN_AFTER,
    LATE
  }

  final Kind kind;
  final int status;
  final Map<String, String> headers;
  final Duration pause;
  private final Pattern request;
  private final AtomicInteger times;

  Fault(
      Kind kind,
      String request,
      int times,
      int status,
      Map<String, String> headers,
      Duration pause) {
    this.kind = kind;
    this.request = Pattern.compile(request);
    this.times = new AtomicInteger(times);
    this.status = status;
    this.headers = headers;
    this.pause = pause;
  }

  boolean takes(String line) {
    return request.matcher(line).find()
        && times.getAndUpdate(left -> left > 0 ? left - 1 : left) > 0;
  }
}
