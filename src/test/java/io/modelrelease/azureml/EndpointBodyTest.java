package io.modelrelease.azureml;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

/** An endpoint is changed by a PUT of what a GET showed. */
class EndpointBodyTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void sendsBackWhatMayBeSetAndNothingElse() throws Exception {
    var shown =
        """
        {"id": "/subscriptions/s/e", "name": "e", "type": "t", "location": "westeurope",
         "kind": "Managed", "sku": null, "tags": {"team": "a"}, "systemData": {"createdBy": "x"},
         "identity": {"type": "SystemAssigned,UserAssigned", "principalId": "p", "tenantId": "t",
           "userAssignedIdentities": {"/subscriptions/s/u": {"principalId": "p", "clientId": "c"}}},
         "properties": {"authMode": "Key", "description": null, "keys": null, "compute": null,
           "traffic": {"v001": 100}, "mirrorTraffic": {}, "publicNetworkAccess": "Enabled",
           "provisioningState": "Succeeded", "scoringUri": "https://e", "swaggerUri": "https://e/s",
           "properties": {"azureml.onlineendpointid": "/e"}}}""";
    var expected =
        """
        {"location": "westeurope", "kind": "Managed", "tags": {"team": "a"},
         "identity": {"type": "SystemAssigned,UserAssigned",
           "userAssignedIdentities": {"/subscriptions/s/u": {}}},
         "properties": {"authMode": "Key", "traffic": {"v001": 100}, "mirrorTraffic": {},
           "publicNetworkAccess": "Enabled",
           "properties": {"azureml.onlineendpointid": "/e"}}}""";
    assertThat(EndpointBody.forPut(JSON.readTree(shown))).isEqualTo(JSON.readTree(expected));
  }
}
