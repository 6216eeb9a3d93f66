package io.modelrelease.project;

/**
 * Where a release puts a deployment.
 *
 * @param location Azure's region
 * @param endpoint name of the endpoint
 * @param deployment name of the deployment
 */
public record Placement(String location, String endpoint, String deployment) {

  /** Of a deployment that is only looked at. */
  public static final Placement NOWHERE = new Placement("", "", "");
}
