package io.modelrelease.emulator.http;

/** A call that is answered, as the table in the README shows it. */
public interface Described {
  String method();

  /** Where, with {@code {name}} for parts that differ. */
  String path();

  /** What it does, for people. */
  String note();

  /** Where it can be read that Azure has it. */
  String source();
}
