package io.modelrelease.project;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What staging tests with.
 *
 * @param dataText CSV with a header
 * @param label the column that says what is true
 * @param features the columns that the model is asked with, in the order in which it was trained
 * @param request a request that must be answered
 * @param latencyP95 what 95 of 100 answers may take at most
 */
public record TestPart(
    String dataText,
    String label,
    List<String> features,
    JsonNode request,
    Optional<Duration> latencyP95) {}
