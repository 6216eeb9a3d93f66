package io.modelrelease.devops;

import io.modelrelease.azureml.CredentialSettings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Which Azure DevOps is told of releases, and as whom.
 *
 * @param organizations addresses of organizations or collections, {@code
 *     https://dev.azure.com/contoso/}: run tokens and the own identity's tokens go nowhere else;
 *     none: Azure DevOps is not connected
 * @param encryptionKey base64 of 32 bytes, the same on every node, under which run tokens are kept;
 *     absent: a key file in {@code modelrelease.home}
 * @param credential the application's own identity there, for commit statuses and build tags;
 *     absent: neither
 * @param tokenLife how long a run's token is used: it is documented to live for 48 hours, and was
 *     refused after 24 (azure-pipelines-agent#5520)
 * @param pass between two looks at what is due
 * @param callTimeout one call, from connecting to the end of the answer
 * @param shortestPause before the first repetition; it doubles
 * @param longestPause between two repetitions
 * @param giveUp how long a commit status or tags are tried
 * @param threads that send at the same time
 */
@ConfigurationProperties("modelrelease.devops")
record DevOpsSettings(
    @DefaultValue List<String> organizations,
    @DefaultValue Optional<String> encryptionKey,
    CredentialSettings credential,
    @DefaultValue("PT24H") Duration tokenLife,
    @DefaultValue("PT1S") Duration pass,
    @DefaultValue("PT10S") Duration callTimeout,
    @DefaultValue("PT5S") Duration shortestPause,
    @DefaultValue("PT10M") Duration longestPause,
    @DefaultValue("PT24H") Duration giveUp,
    @DefaultValue("4") int threads) {

  private static final String PREFIX = "modelrelease.devops.";

  DevOpsSettings {
    Map.of(
            "token-life", tokenLife,
            "pass", pass,
            "call-timeout", callTimeout,
            "shortest-pause", shortestPause,
            "longest-pause", longestPause,
            "give-up", giveUp)
        .forEach(
            (name, duration) ->
                require(!duration.isNegative() && !duration.isZero(), name, "longer than PT0S"));
    require(threads >= 1, "threads", "1 or more");
  }

  private static void require(boolean right, String name, String expected) {
    if (!right) {
      throw new IllegalArgumentException("%s%s is %s".formatted(PREFIX, name, expected));
    }
  }

  /** The credential, where one is set. */
  Optional<CredentialSettings> identity() {
    return Optional.ofNullable(credential);
  }

  /** How long one row may be at work: its few calls, and some. */
  Duration lease() {
    return callTimeout.multipliedBy(8);
  }

  /**
   * Growing, up to the longest.
   *
   * @param tries that failed, from 1
   */
  Duration pause(int tries) {
    var doubled = shortestPause.multipliedBy(1L << Math.min(tries - 1, 20));
    return doubled.compareTo(longestPause) < 0 ? doubled : longestPause;
  }

  /** Without the key. */
  @Override
  public String toString() {
    return "Azure DevOps at %s as %s".formatted(organizations, identity());
  }
}
