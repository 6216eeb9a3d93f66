package io.modelrelease.project;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/**
 * A managed online endpoint and its deployment. Their names, their model and the endpoint's traffic
 * are the release's: one file serves staging and production.
 */
public final class OnlinePart {
  private final Value endpoint;
  private final Value deployment;

  OnlinePart(Value endpoint, Value deployment) {
    this.endpoint = endpoint;
    this.deployment = deployment;
  }

  /** Path of the endpoint's file in the project. */
  public String endpointYaml() {
    return endpoint.file();
  }

  /** Path of the deployment's file in the project. */
  public String deploymentYaml() {
    return deployment.file();
  }

  /** It brings a scoring script and an environment of its own, so the model may be any files. */
  boolean servesAnyModel() {
    return deployment.find("code_configuration").isPresent()
        && deployment.find("environment").isPresent();
  }

  /** Azure ML brings the scoring script, and runs it in the model's own environment. */
  boolean servesWithoutCode() {
    return deployment.find("code_configuration").isEmpty()
        && deployment.find("environment").isEmpty();
  }

  public ObjectNode endpointBody(String location, Map<String, String> tags) {
    var body = Endpoints.endpoint(location);
    body.putObject("identity").put("type", "SystemAssigned");
    EndpointKinds.RELEASED_ONLINE.map(endpoint, body, Assets.NOTHING_SENT);
    var properties = (ObjectNode) body.path("properties");
    if (!properties.has("authMode")) {
      properties.put("authMode", "Key");
    }
    return Endpoints.tagged(body, tags);
  }

  /**
   * @param model id of the registered model
   */
  public ObjectNode deploymentBody(
      Sending sending, Placement place, String model, Map<String, String> tags) {
    var body = Endpoints.endpoint(place.location());
    body.putObject("sku").put("name", "Default").put("capacity", 1);
    var properties = (ObjectNode) body.path("properties");
    properties.put("endpointComputeType", "Managed").put("appInsightsEnabled", false);
    properties.putObject("environmentVariables");
    properties.putObject("scaleSettings").put("scaleType", "Default");
    DeploymentKinds.online(DeploymentKinds.RELEASED_ONLINE, place.endpoint(), place.deployment())
        .map(deployment, body, sending);
    properties.put("model", model);
    return Endpoints.tagged(body, tags);
  }
}
