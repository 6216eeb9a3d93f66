package io.modelrelease.azureml;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How Azure is reached.
 *
 * @param cloud public, us-government or china: gives endpoint, authority and audiences. Neither it
 *     nor an endpoint: an emulator at the port that it has by default
 * @param endpoint the resource manager where it is not the cloud's own: an emulator on this machine
 *     (plain http is for it only), or a proxy of one's own (then the cloud has to be named)
 * @param authority who issues tokens, where it is not the cloud's own
 * @param apiVersion 2025-12-01: the bodies of later stable versions are the same, and older ones
 *     lack fields that are used (Azure/bicep-types-az, Microsoft.MachineLearningServices)
 * @param callTimeout one try of a call, from connecting to the answer's headers; no step may last
 *     longer than a minute
 * @param callLateness how long after that a call without an answer may still take effect: Azure
 *     Resource Manager gives a resource provider 60 seconds to answer (resource provider contract,
 *     unverified)
 */
@ConfigurationProperties("modelrelease.azureml")
public record AzureMlSettings(
    @DefaultValue Optional<Cloud> cloud,
    @DefaultValue Optional<URI> endpoint,
    @DefaultValue Optional<URI> authority,
    @DefaultValue("2025-12-01") String apiVersion,
    @DefaultValue("PT30S") Duration callTimeout,
    @DefaultValue("PT60S") Duration callLateness) {

  /** Where the resource manager is expected. */
  public URI resourceManager() {
    return Addresses.of(this, new ArrayList<>()).endpoint();
  }
}
