package io.modelrelease.api;

/**
 * One thing that is wrong with a request.
 *
 * @param field as the request names it: {@code devops.run}, {@code Idempotency-Key}
 * @param message what it is and what it should be
 */
record FieldFault(String field, String message) {}
