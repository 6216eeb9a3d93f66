package io.modelrelease.azureml;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where this application finds Azure: a cloud's addresses, or an emulator's on this machine.
 *
 * @param cloud whose audiences tokens have; the emulator imitates the public one
 * @param endpoint the resource manager
 * @param authority who issues tokens
 * @param ownAuthority it is none of the clouds', so that these know nothing of it
 */
record Addresses(Cloud cloud, URI endpoint, URI authority, boolean ownAuthority) {

  private static final URI EMULATOR = URI.create("http://127.0.0.1:8081");

  boolean local() {
    return LoopbackBearerPolicy.isLoopback(endpoint);
  }

  /**
   * An answer of Azure may name the next address to ask; a token of this identity goes to none
   * outside its cloud.
   *
   * @throws AzureException for such a one
   */
  URI trusted(URI address) {
    LoopbackBearerPolicy.requireSafe(address);
    var host = Optional.ofNullable(address.getHost()).orElse("");
    var known =
        local()
            ? LoopbackBearerPolicy.isLoopback(address)
            : cloud.has(host) || host.equals(endpoint.getHost());
    if (!known) {
      throw new AzureException(
          AzureException.Kind.REJECTED,
          0,
          "UntrustedAddress",
          "The host is none of the cloud %s, so no token was sent there".formatted(cloud.key()),
          address.getScheme() + "://" + address.getAuthority(),
          "Is modelrelease.azureml.cloud right? Correct it and start anew.");
    }
    return address;
  }

  /** Reads the settings; what is wrong with them is added to the faults. */
  static Addresses of(AzureMlSettings settings, List<String> faults) {
    var given =
        settings
            .endpoint()
            .or(() -> settings.cloud().isEmpty() ? Optional.of(EMULATOR) : Optional.empty());
    var authority = settings.authority();
    var found = new ArrayList<String>();
    given.ifPresent(endpoint -> unsafe("endpoint", endpoint, found));
    authority
        .filter(host -> !"https".equals(host.getScheme()))
        .ifPresent(
            host ->
                found.add(
                    "modelrelease.azureml.authority is %s: tokens are asked for over https only."
                        .formatted(host)));
    var local = given.filter(LoopbackBearerPolicy::isLoopback).isPresent();
    var ofEndpoint = given.map(URI::getHost).flatMap(Cloud::of);
    var cloud = settings.cloud().or(() -> ofEndpoint);
    if (cloud.isEmpty() && !local) {
      found.add(
          "modelrelease.azureml.endpoint is %s, an address of no cloud that is known: set modelrelease.azureml.cloud (public, us-government, china) to say whose tokens it takes."
              .formatted(given.map(URI::toString).orElse("")));
    }
    ofEndpoint
        .filter(other -> cloud.isPresent() && other != cloud.get())
        .ifPresent(other -> found.add(mixed("endpoint", given.get(), cloud.get(), other)));
    authority
        .map(URI::getHost)
        .flatMap(Cloud::of)
        .filter(other -> cloud.isPresent() && other != cloud.get())
        .ifPresent(other -> found.add(mixed("authority", authority.get(), cloud.get(), other)));
    faults.addAll(found);
    var chosen = cloud.orElse(Cloud.PUBLIC);
    return new Addresses(
        chosen,
        given.orElse(chosen.resourceManager()),
        authority.orElse(chosen.authority()),
        authority.map(URI::getHost).filter(host -> Cloud.of(host).isEmpty()).isPresent());
  }

  private static void unsafe(String setting, URI address, List<String> faults) {
    try {
      LoopbackBearerPolicy.requireSafe(address);
    } catch (IllegalArgumentException e) {
      faults.add("modelrelease.azureml.%s: %s".formatted(setting, e.getMessage()));
    }
  }

  private static String mixed(String setting, URI address, Cloud cloud, Cloud other) {
    return "modelrelease.azureml.cloud is %s, and modelrelease.azureml.%s is %s, which belongs to %s. Set one of them, or both of the same cloud."
        .formatted(cloud.key(), setting, address, other.key());
  }
}
