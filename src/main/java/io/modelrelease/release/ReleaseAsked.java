package io.modelrelease.release;

import java.util.Optional;

/**
 * A release was asked for, the first time or again; published in the transaction that writes it
 * down, where there is one. A listener that fails fails the start.
 *
 * @param devops what the pipeline sent about itself, JSON text
 * @param callback as in {@link StartRequest}
 */
public record ReleaseAsked(String releaseId, Optional<String> devops, Optional<String> callback) {}
