package io.modelrelease.watch;

import java.time.Instant;

/**
 * A token that waits for the end, or for the begin, of an operation.
 *
 * @param id of its message subscription
 * @param execution that receives the message
 * @param instance of {@code azure-operation}
 * @param activity where it waits
 * @param since when it began to wait
 */
record Wait(
    String id,
    String execution,
    String instance,
    String activity,
    Instant since,
    String release,
    String environment,
    String operation) {}
