package io.modelrelease.azureml;

import java.net.URI;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How Azure Resource Manager is reached.
 *
 * @param endpoint https, but for an emulator on this machine
 * @param apiVersion 2025-12-01: the bodies of later stable versions are the same, and older ones
 *     lack fields that are used (Azure/bicep-types-az, Microsoft.MachineLearningServices)
 * @param managementAudience for ARM, MLflow and run history; other clouds have others
 * @param mlAudience for the data plane: batch invocation, Entra ID scoring
 * @param callTimeout one try of a call, from connecting to the answer's headers; no step may last
 *     longer than a minute
 * @param callLateness how long after that a call without an answer may still take effect: Azure
 *     Resource Manager gives a resource provider 60 seconds to answer (resource provider contract,
 *     unverified)
 */
@ConfigurationProperties("modelrelease.azureml")
public record AzureMlSettings(
    @DefaultValue("http://127.0.0.1:8081") URI endpoint,
    @DefaultValue("2025-12-01") String apiVersion,
    @DefaultValue("https://management.azure.com") String managementAudience,
    @DefaultValue("https://ml.azure.com") String mlAudience,
    @DefaultValue("PT30S") Duration callTimeout,
    @DefaultValue("PT60S") Duration callLateness) {}
