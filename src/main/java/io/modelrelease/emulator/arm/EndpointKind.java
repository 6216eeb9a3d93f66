package io.modelrelease.emulator.arm;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelrelease.emulator.blob.BlobPlace;
import java.util.Optional;
import java.util.Set;

/** What differs between online and batch endpoints. */
interface EndpointKind {

  /** {@code onlineEndpoints}, {@code batchEndpoints}. */
  String collection();

  /** Refuses what is wrong in the body of an endpoint. */
  void checkEndpoint(Place place, String name, Optional<Resource> known, ObjectNode body);

  /** Fills in the values that the service would. */
  void completeEndpoint(ObjectNode body);

  /** Where the endpoint is asked, into the properties that are shown. */
  void addresses(Place place, String name, ObjectNode properties);

  /** Refuses what is wrong in the body of a deployment; returns where the model is. */
  BlobPlace checkDeployment(Place place, ObjectNode body);

  /**
   * Refuses a deployment that the subscription has not the cores for.
   *
   * @param before the deployment as it is, if it is there
   */
  void checkQuota(ObjectNode body, Optional<Resource> before);

  /** Fills in the values that the service would. */
  void completeDeployment(ObjectNode body);

  /** How the model is served; the body is complete. */
  ObjectNode program(Place place, ObjectNode body, BlobPlace model);

  /** Why the deployment will end Failed, found before it begins. */
  Optional<String> tryOut(ObjectNode body, BlobPlace model);

  /** The fields that a PATCH of a deployment may carry. */
  Set<String> patchable();

  /** Refuses to delete a deployment that the endpoint still uses. */
  void checkDeletion(Resource endpoint, String deployment);
}
