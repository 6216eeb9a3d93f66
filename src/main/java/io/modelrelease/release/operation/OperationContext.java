package io.modelrelease.release.operation;

import io.modelrelease.azureml.TargetEnvironment;
import io.modelrelease.release.ReleaseCase;

/**
 * Whose operation, where, and the how-manieth round.
 *
 * @param release the case
 * @param environment where it is to be done
 * @param round 1, raised by a person's Retry, or twice by trouble that passes
 */
public record OperationContext(ReleaseCase release, TargetEnvironment environment, int round) {}
