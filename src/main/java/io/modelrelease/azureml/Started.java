package io.modelrelease.azureml;

import java.util.Optional;

/**
 * What Azure answered to a request that takes time.
 *
 * @param status HTTP status
 * @param created it was not there before
 * @param operationUrl where Azure reports about it
 */
public record Started(int status, boolean created, Optional<String> operationUrl) {}
