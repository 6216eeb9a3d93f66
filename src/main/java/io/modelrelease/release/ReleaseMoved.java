package io.modelrelease.release;

/**
 * A release waits for people, goes on after them, or is over; published in the transaction in which
 * it does. A listener that fails fails the step: it writes a row, and nothing else.
 */
public record ReleaseMoved(String releaseId, boolean over) {}
