package io.modelrelease.watch;

/**
 * Whether Azure has answers to spare for reads that nobody waits for; what is read for people and
 * steps goes first.
 */
@FunctionalInterface
interface SparedReads {
  boolean in(String environment);
}
