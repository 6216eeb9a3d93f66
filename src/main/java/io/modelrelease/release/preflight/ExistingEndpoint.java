package io.modelrelease.release.preflight;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelrelease.azureml.Names.EndpointKind;
import io.modelrelease.azureml.TargetEnvironment;
import java.util.Map;
import java.util.stream.Stream;

/**
 * An endpoint that is there stays as it is, whatever its file says: what cannot be put right by a
 * release is told before it begins.
 */
final class ExistingEndpoint {
  /** As the API writes it, and as files do. */
  private static final Map<String, String> WORDS =
      Map.of("key", "key", "amltoken", "aml_token", "aadtoken", "aad_token");

  private ExistingEndpoint() {}

  static Stream<Finding> differences(
      Flight flight, TargetEnvironment environment, EndpointKind kind, JsonNode endpoint) {
    return kind == EndpointKind.ONLINE
        ? flight.project().online().stream()
            .flatMap(
                online ->
                    Stream.concat(
                        authentication(
                            environment,
                            online.endpointYaml(),
                            online.endpointBody("", Map.of()),
                            endpoint),
                        attached(environment, endpoint)))
        : flight.project().batch().stream()
            .flatMap(
                batch ->
                    authentication(
                        environment,
                        batch.endpointYaml(),
                        batch.endpointBody("", Map.of()),
                        endpoint));
  }

  /** Callers would find another lock than the one that the file promises. */
  private static Stream<Finding> authentication(
      TargetEnvironment environment, String file, JsonNode wanted, JsonNode endpoint) {
    var has = mode(endpoint);
    return mode(wanted).equals(has) || has.isEmpty()
        ? Stream.empty()
        : Stream.of(
            Finding.refuse(
                file,
                "It says auth_mode: %s, and the endpoint %s, which is there in %s, has %s; a release does not change that."
                    .formatted(
                        mode(wanted), endpoint.path("name").asText(), environment.key(), has),
                "Write auth_mode: %s, or set another name under names in model.yml for a new endpoint."
                    .formatted(has)));
  }

  private static String mode(JsonNode body) {
    var mode = body.path("properties").path("authMode").asText("");
    return WORDS.getOrDefault(mode.toLowerCase(java.util.Locale.ROOT), mode);
  }

  /** An endpoint with a compute is one of Kubernetes, and takes no managed deployment. */
  private static Stream<Finding> attached(TargetEnvironment environment, JsonNode endpoint) {
    var compute = endpoint.path("properties").path("compute").asText("");
    return compute.isEmpty()
        ? Stream.empty()
        : Stream.of(
            Finding.refuse(
                environment.key(),
                "Endpoint %s runs on the attached compute %s, and a release deploys to managed endpoints."
                    .formatted(
                        endpoint.path("name").asText(), compute.replaceFirst(".*/computes/", "")),
                "Set another name under names in model.yml."));
  }
}
