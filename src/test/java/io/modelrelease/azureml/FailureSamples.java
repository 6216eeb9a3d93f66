package io.modelrelease.azureml;

import static io.modelrelease.azureml.AzureError.Stage.JOB;
import static io.modelrelease.azureml.AzureError.Stage.OPERATION;
import static io.modelrelease.azureml.AzureError.Stage.REQUEST;

import io.modelrelease.azureml.AzureError.Stage;
import java.util.List;

/**
 * What Azure says, by the row of the catalogue that has to recognise it. Where a row is verified,
 * in the words of its source (ids and names are others).
 */
final class FailureSamples {

  /**
   * @param row its name
   * @param status of a request
   */
  record Sample(String row, Stage stage, int status, String code, String message) {
    @Override
    public String toString() {
      return row + " (" + stage + ", " + code + ")";
    }
  }

  private FailureSamples() {}

  private static Sample refused(int status, String row, String code, String message) {
    return new Sample(row, REQUEST, status, code, message);
  }

  private static Sample failed(String row, String code, String message) {
    return new Sample(row, OPERATION, 0, code, message);
  }

  private static Sample job(String row, String code, String message) {
    return new Sample(row, JOB, 0, code, message);
  }

  /** As the service tells the end of a program; the last lines may hold any word. */
  private static String exited(int status, String lastLine) {
    return "Execution failed. User process '/azureml-envs/azureml_1/bin/python' exited with status code %d. Please check log file 'user_logs/std_log.txt' for error details. Error: Traceback (most recent call last):\n%s"
        .formatted(status, lastLine);
  }

  static final List<Sample> ALL =
      List.of(
          // programs
          job(
              "keys are forbidden at the storage account",
              "UserError",
              exited(1, "KeyBasedAuthenticationNotPermitted")),
          refused(
              403,
              "keys are forbidden at the storage account",
              "KeyBasedAuthenticationNotPermitted",
              "Key based authentication is not permitted on this storage account."),
          job(
              "storage may not be read or written",
              "ScriptExecution.WriteStreams.Authentication",
              "Authentication failed when trying to access destination."),
          refused(
              403,
              "storage may not be read or written",
              "AuthorizationPermissionMismatch",
              "This request is not authorized to perform this operation using this permission."),
          job("program ran out of memory", "UserError", exited(137, "Killed")),
          job("program ran out of memory", "UserError", exited(1, "MemoryError: cannot allocate")),
          job(
              "program filled the disk",
              "UserError",
              exited(1, "OSError: [Errno 28] No space left on device")),
          job("batch scoring failed", "UserError", exited(42, "File \"driver/amlbi_main.py\"")),
          job(
              "program lacks a package",
              "UserError",
              exited(1, "ModuleNotFoundError: No module named 'lightgbm'")),
          job(
              "program lacks a package",
              "UserError",
              "User program failed with ModuleNotFoundError: No module named 'pandas'"),
          job("program ended with an error", "UserError", exited(1, "KeyError: 'age'")),
          job(
              "program ended with an error",
              "UserError",
              exited(2, "HTTP 403 forbidden: quota not found, timed out in the virtual network")),
          // busy
          refused(
              409,
              "endpoint or deployment is being changed",
              "Conflict",
              "Cannot create a deployment in endpoint e because it is in Updating provisioning state."),
          refused(
              400,
              "endpoint or deployment is being changed",
              "UserError",
              "Conflict of operation, another operation on same entity is already running in workspace w."),
          // passes
          job(
              "node was pre-empted",
              "UserError",
              "AzureMLCompute job failed. PreemptionError: Nodes of this job got pre-empted. Check if the run has failed or restarted. Reason: Received pre-emption warning signal"),
          failed(
              "operation gave way to another one",
              "OperationCanceled",
              "The operation was canceled by another operation that has a higher priority."),
          failed(
              "region has no machines of this size",
              "OutOfCapacity",
              "The specified VM size failed to provision due to a lack of Azure Machine Learning capacity in the region."),
          failed(
              "Azure ML failed inside",
              "InternalServerError",
              "An internal server error occurred."),
          job(
              "Azure ML failed inside, at a job",
              "ServiceError",
              "AzureMLCompute job failed. OrchestrateJobError: Failed to execute command group with error Got CommonRuntimeJobError from executing command"),
          // images
          failed(
              "image needs longer than a deployment waits",
              "ResourceNotFound",
              "Deployment failed due to timeout while waiting for Environment Image to become available. Check Environment Build Log in Workspace or Workspace storage for potential failures."),
          failed(
              "image registry refuses the build",
              "ImageBuildFailure",
              "The image could not be pushed: container registry authorization failure."),
          failed(
              "image may not be pulled",
              "BadArgument",
              "Endpoint identity does not have pull permission on the registry."),
          job(
              "image may not be pulled",
              "UserError",
              "AzureMLCompute job failed. FailedPullingImage: Unable to pull docker image. Reason: unauthorized: authentication required, visit https://aka.ms/acr/authorization"),
          failed(
              "container registry of the workspace is missing",
              "AcrNotFound",
              "The container registry of the workspace does not exist."),
          job(
              "image could not be built",
              "UserError",
              "Image build failed. For more details, check log file azureml-logs/20_image_build_log.txt."),
          failed(
              "image could not be built",
              "ImageBuildFailure",
              "Image build failed: the build log is under the storage account 's' in the container 'azureml' at the path 'ImageLogs/1/build.log'."),
          // quota
          refused(
              400,
              "too many endpoints or deployments",
              "UserError",
              "The maximum number of deployments of this endpoint is reached."),
          failed(
              "model does not fit the disk", "OutOfQuota", "Not enough disk space for the model."),
          refused(
              400,
              "quota is used up at a deployment",
              "BadRequest",
              """
              {'error': {'code': 'BadRequest', 'message': 'The request is invalid.', 'details': [{
                'code': 'InferencingClientCreateDeploymentFailed',
                'message': 'InferencingClient HttpRequest error, error detail: {\\'errors\\':{\\'VmSize\\':[\\'Not enough quota available for Standard_F4s_v2 in SubscriptionId s. Current usage/limit: 0/6. Additional needed: 8\\']},\\'title\\':\\'One or more validation errors occurred.\\',\\'status\\':400}'}]}}"""),
          refused(
              400,
              "quota is used up at a compute",
              "BadRequest",
              "The specified subscription has a total vCPU quota of 0 and cannot accomodate for at least 1 requested managed compute node which maps to 2 vCPUs."),
          failed(
              "quota is used up at a compute",
              "Failed",
              "Operation results in exceeding quota limits of Microsoft.BatchAI clusters"),
          failed(
              "VM size is not to be had",
              "InvalidPropertyValue",
              "The specified value Standard_B2s for property Cluster.Properties.VMSize is not a supported VM size."),
          refused(
              409,
              "VM size is not to be had",
              "SkuNotAvailable",
              "The requested VM size for resource 'x' is currently not available in location 'eastus'."),
          // names
          refused(
              400,
              "endpoint name is taken",
              "BadRequest",
              """
              {'error': {'code': 'BadRequest', 'message': 'The request is invalid.', 'details': [{
                'code': 'InferencingClientCallFailed',
                'message': '{\\'errors\\':{\\'\\':[\\'There is already an endpoint with this name, Endpoint name needs to be unique within a region. Try some other name.\\']},\\'title\\':\\'One or more validation errors occurred.\\'}'}]}}"""),
          refused(
              409,
              "endpoint name is taken",
              "UserError",
              "The specified endpoint name 'e' is not available. Endpoint names must be unique within the region. Please choose a different name and try again."),
          refused(
              400,
              "an asset's path cannot be changed",
              "UserError",
              "Asset paths cannot be updated."),
          refused(
              400,
              "endpoint was created by half",
              "BadRequest",
              "Specified endpoint [e] has not been created successfully. Please recreate the endpoint."),
          refused(
              400,
              "it cannot be changed",
              "UserError",
              "A job with this name already exists with another command: the existing job's command cannot be changed."),
          refused(
              400,
              "an asset's path cannot be changed",
              "UserError",
              "A data version with this name and version already exists. If you are trying to create a new data version, use a different name or version."),
          refused(404, "something is missing", "UserError", "Model registry mlr-none."),
          refused(
              400,
              "environment does not exist",
              "UserError",
              "No environment exists for name: stock-pricing, version: 4, label:"),
          refused(
              400,
              "deployment has no scoring code",
              "BadRequest",
              """
              {'error': {'code': 'BadRequest', 'message': 'The request is invalid.', 'details': [{
                'code': 'MissingDriverProgram',
                'message': 'Could not find driver program in the request.'}]}}"""),
          refused(
              400, "compute does not exist", "UserError", "Unknown compute target 'kubeonprem'."),
          refused(
              400,
              "request is wrong",
              "UserError",
              """
              {'error': {'code': 'UserError', 'message': 'Request is invalid and/or missing fields.', 'details': [{
                'code': 'RequestInvalid', 'message': 'The AssetId field is required.'}]}}"""),
          failed("model or its files are missing", "BadArgument", "Unable to download user model."),
          job("compute does not exist", "UserError", "AzureMLCompute cluster cpu does not exist"),
          // rights
          refused(
              403,
              "keys are forbidden at the endpoint",
              "RequestDisallowed",
              "This request was denied due to internal policy. Local authentication methods are not allowed."),
          failed(
              "storage is closed to this network",
              "WorkspaceManagedNetworkNotReady",
              "The managed network of the workspace is not provisioned."),
          refused(
              409,
              "subscription does not know Azure ML",
              "MissingSubscriptionRegistration",
              "The subscription is not registered to use namespace 'Microsoft.MachineLearningServices'. See https://aka.ms/rps-not-found for how to register subscriptions."),
          refused(
              409,
              "subscription is disabled",
              "ReadOnlyDisabledSubscription",
              "The subscription 's' is disabled and therefore marked as read only. You cannot perform any write actions on this subscription until it is re-enabled."),
          refused(
              403,
              "a policy forbids it",
              "RequestDisallowedByPolicy",
              "Resource 'e' was disallowed by policy. Reasons: 'Endpoints need tags.'"),
          refused(
              409, "a lock forbids it", "ScopeLocked", "The scope cannot perform write operation."),
          refused(
              403,
              "role is missing",
              "AuthorizationFailed",
              "The client 'c' with object id 'o' does not have authorization to perform action 'a' over scope 's' or the scope is invalid."),
          // scoring
          failed(
              "scoring container needs more memory",
              "PodOutOfMemory",
              "The container was OOMKilled."),
          failed(
              "scoring script is wrong",
              "UserScriptImportError",
              "The script imports what is not there."),
          failed(
              "scoring container does not become ready",
              "ResourceNotReady",
              "User container has crashed or terminated: Liveness probe failed: HTTP probe failed with statuscode: 502"),
          failed(
              "scoring container does not become ready",
              "BadArgument",
              "User container has crashed or terminated: Liveness probe failed: HTTP probe failed with statuscode: 502."),
          failed(
              "scoring container crashed",
              "ResourceNotReady",
              "User container has crashed or terminated. Please see troubleshooting guide."),
          failed(
              "secrets cannot be injected",
              "SecretsInjectionError",
              "The secrets could not be retrieved."),
          // jobs
          job(
              "job took longer than its limit",
              "JobTimeout",
              "The job exceeded its time limit and was canceled."),
          job("job's data cannot be read", "DataAccessError", "Input d cannot be read."),
          refused(
              400,
              "request is wrong",
              "BadArgument",
              "maxConcurrentRequestsPerInstance must be at least 1"),
          refused(404, "something is missing", "ResourceNotFound", "x was not found."),
          job("program failed, says Azure", "UserError", "The label column is missing."));
}
