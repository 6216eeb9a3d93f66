// What the client is told when the service says no: a RestError with the status and code of each refusal.
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { EMULATOR, GROUP, PATIENCE, WORKSPACE, client, eventually, upload } from "./aim.mjs";

const azure = client();
const AT = [GROUP, WORKSPACE];
const REGION = "westeurope";
const SCRIPT = "def init():\n    pass\ndef run(data):\n    return [1]\n";
const notFound = { statusCode: 404, code: "ResourceNotFound" };
const noAsset = { statusCode: 404, code: "UserError" };
const userError = { statusCode: 400, code: "UserError" };
const inferencing = { statusCode: 400, code: "BadRequest", message: "The request is invalid." };
let uri;
let other;
let model;
let environmentId;
let codeId;
let computeId;

/** Refusals by their names: {@code [name, call, what the error is like, words of a finer reason]}. */
async function refused(cases) {
  for (const [name, call, like, words] of cases) {
    await assert.rejects(
      call,
      (error) => {
        assert.equal(error.name, "RestError", `${name}: ${error}`);
        for (const [field, value] of Object.entries(like)) {
          assert.equal(error[field], value, `${name}: ${error.message}`);
        }
        if (words) {
          const details = error.details?.error?.details ?? [];
          assert.ok(`${error.message} ${JSON.stringify(details)}`.includes(words), `${name}: ${error.message} ${JSON.stringify(details)}`);
        }
        return true;
      },
      name,
    );
  }
}

const endpoint = (properties = {}, more = {}) => ({ location: REGION, properties: { authMode: "Key", ...properties }, ...more });
const deployment = (properties = {}, capacity = 1) => ({
  location: REGION,
  sku: { name: "Default", capacity },
  properties: {
    endpointComputeType: "Managed",
    model,
    environmentId,
    codeConfiguration: { codeId, scoringScript: "score.py" },
    instanceType: "Standard_DS3_v2",
    ...properties,
  },
});
const putEndpoint = (name, ...body) => () => azure.onlineEndpoints.beginCreateOrUpdateAndWait(...AT, name, endpoint(...body), PATIENCE);
const putDeployment = (name, ...body) => () =>
  azure.onlineDeployments.beginCreateOrUpdateAndWait(...AT, "live", name, deployment(...body), PATIENCE);
const putCompute = (properties, name = "other") => () =>
  azure.computeOperations.beginCreateOrUpdateAndWait(
    ...AT,
    name,
    { location: REGION, properties: { computeType: "AmlCompute", properties: { vmSize: "STANDARD_DS3_V2", scaleSettings: { maxNodeCount: 1 }, ...properties } } },
    PATIENCE,
  );
const putJob = (name, properties) => () =>
  azure.jobs.createOrUpdate(...AT, name, { properties: { jobType: "Command", command: "true", environmentId, computeId, ...properties } });
const putData = (name, version, properties) => () => azure.dataVersions.createOrUpdate(...AT, name, version, { properties });

before(async () => {
  uri = await upload(azure, "refused/rows.csv", "a\n1\n");
  other = await upload(azure, "refused/other.csv", "a\n2\n");
  await upload(azure, "refused-script/score.py", SCRIPT);
  model = (await azure.modelVersions.createOrUpdate(...AT, "served", "1", { properties: { modelType: "custom_model", modelUri: uri } })).id;
  environmentId = (await azure.environmentVersions.createOrUpdate(...AT, "image", "1", { properties: { image: "debian:12" } })).id;
  codeId = (
    await azure.codeVersions.createOrUpdate(...AT, "script", "1", {
      properties: { codeUri: `${EMULATOR}/stmlwdev/azureml-blobstore/refused-script` },
    })
  ).id;
  computeId = (await putCompute({}, "cpu")()).id;
  await putEndpoint("live")();
  await putDeployment("blue")();
  await putEndpoint("live", { traffic: { blue: 100 } })();
});

test("what is not there is not found", async () => {
  await refused([
    ["workspace", () => azure.workspaces.get(GROUP, "mlw-none"), notFound],
    ["group", () => azure.workspaces.get("rg-none", WORKSPACE), { statusCode: 404, code: "ResourceGroupNotFound" }],
    ["region", () => azure.virtualMachineSizes.list("mars"), { statusCode: 404, code: "NoRegisteredProviderFound" }],
    ["compute", () => azure.computeOperations.get(...AT, "none"), notFound],
    ["compute's update", () => azure.computeOperations.beginUpdate(...AT, "none", { properties: { scaleSettings: { maxNodeCount: 1 } } }), notFound],
    ["datastore", () => azure.datastores.get(...AT, "none"), noAsset],
    ["datastore's secrets", () => azure.datastores.listSecrets(...AT, "none"), noAsset],
    ["data", () => azure.dataContainers.get(...AT, "none"), noAsset],
    ["version", () => azure.modelVersions.get(...AT, "served", "9"), noAsset],
    ["environment", () => azure.environmentVersions.get(...AT, "none", "1"), noAsset],
    ["code", () => azure.codeVersions.get(...AT, "none", "1"), noAsset],
    ["component", () => azure.componentContainers.get(...AT, "none"), noAsset],
    ["job", () => azure.jobs.get(...AT, "none"), noAsset],
    ["job's cancelling", () => azure.jobs.beginCancel(...AT, "none"), noAsset],
    ["schedule", () => azure.schedules.get(...AT, "none"), noAsset],
    ["endpoint", () => azure.onlineEndpoints.get(...AT, "none"), notFound],
    ["endpoint's keys", () => azure.onlineEndpoints.listKeys(...AT, "none"), notFound],
    ["endpoint's new keys", () => azure.onlineEndpoints.beginRegenerateKeys(...AT, "none", { keyType: "Primary" }), notFound],
    ["endpoint's update", () => azure.onlineEndpoints.beginUpdate(...AT, "none", { tags: {} }), notFound],
    ["deployment", () => azure.onlineDeployments.get(...AT, "live", "none"), notFound],
    ["deployment's log", () => azure.onlineDeployments.getLogs(...AT, "live", "none", {}), notFound],
    ["deployment's update", () => azure.onlineDeployments.beginUpdate(...AT, "live", "none", { tags: {} }), notFound],
    ["batch endpoint", () => azure.batchEndpoints.get(...AT, "none"), notFound],
    ["batch deployment", () => azure.batchDeployments.get(...AT, "none", "one"), notFound],
  ]);
});

test("what a version is made of never changes, and what is served is not deleted", async () => {
  await azure.dataVersions.createOrUpdate(...AT, "fixed", "1", { properties: { dataType: "uri_file", dataUri: uri } });
  await refused([
    ["data's path", putData("fixed", "1", { dataType: "uri_file", dataUri: other }), userError, "the existing asset's data uri cannot be changed"],
    ["data's type", putData("fixed", "1", { dataType: "uri_folder", dataUri: uri }), userError],
    ["model's path", () => azure.modelVersions.createOrUpdate(...AT, "served", "1", { properties: { modelType: "custom_model", modelUri: other } }), userError, "Asset paths cannot be updated."],
    ["image", () => azure.environmentVersions.createOrUpdate(...AT, "image", "1", { properties: { image: "debian:11" } }), userError],
    ["served model", () => azure.modelVersions.delete(...AT, "served", "1"), userError, "is used by deployment blue"],
    ["served model's name", () => azure.modelContainers.delete(...AT, "served"), userError, "is used by deployment blue"],
  ]);
});

test("values that there are not are refused and named", async () => {
  await refused([
    ["data type", putData("x", "1", { dataType: "csv", dataUri: uri }), userError, "dataType"],
    ["no type", putData("x", "1", { dataUri: uri }), userError],
    ["a model that is not there", () => azure.modelVersions.createOrUpdate(...AT, "x", "1", { properties: { modelUri: "azureml://datastores/none/paths/x" } }), { statusCode: 400 }],
    ["asset name", putData("-x", "1", { dataType: "uri_file", dataUri: uri }), userError],
    ["compute type", () => azure.computeOperations.beginCreateOrUpdate(...AT, "other", { location: REGION, properties: { computeType: "Abacus" } }), userError, "Field: properties.computeType"],
    ["size", putCompute({ vmSize: "STANDARD_NONE" }), { statusCode: 400, code: "InvalidPropertyValue" }, "STANDARD_NONE"],
    ["priority", putCompute({ vmPriority: "Spot" }), userError, "vmPriority"],
    ["scale", putCompute({ scaleSettings: { minNodeCount: 3, maxNodeCount: 1 } }), userError],
    ["compute name", putCompute({}, "x"), userError],
    ["other size", putCompute({ vmSize: "STANDARD_F4S_V2" }, "cpu"), userError, "cannot be changed"],
    ["how to delete", () => azure.computeOperations.beginDelete(...AT, "cpu", "Burn"), userError],
    ["auth mode", putEndpoint("fresh", { authMode: "Password" }), userError, "authMode"],
    ["identity", putEndpoint("fresh", {}, { identity: { type: "Mine" } }), userError, "identity.type"],
    ["key", () => azure.onlineEndpoints.beginRegenerateKeys(...AT, "live", { keyType: "Third" }), userError, "keyType"],
    ["container", () => azure.onlineDeployments.getLogs(...AT, "live", "blue", { containerType: "Sidecar" }), userError, "containerType"],
    ["auth mode of batch", () => azure.batchEndpoints.beginCreateOrUpdate(...AT, "batches", endpoint({ authMode: "Key" })), userError, "AuthMode must be 'AADToken'"],
    ["job type", putJob("x", { jobType: "Magic" }), userError, "jobType"],
    ["view", () => azure.jobs.list(...AT, { listViewType: "Some" }).next(), userError, "listViewType"],
    ["order", () => azure.onlineEndpoints.list(...AT, { orderBy: "Weight" }).next(), userError],
    ["page", () => azure.dataVersions.list(...AT, "fixed", { skip: "30" }).next(), userError],
  ]);
});

test("names of endpoints are unique in a region, and follow rules", async () => {
  await refused([
    ["taken", () => azure.onlineEndpoints.beginCreateOrUpdate(GROUP, "mlw-staging", "live", endpoint()), inferencing, "There is already an endpoint with this name"],
    ["taken by online", () => azure.batchEndpoints.beginCreateOrUpdate(GROUP, "mlw-staging", "live", endpoint({ authMode: "AADToken" })), inferencing],
    ["short", putEndpoint("ab"), userError],
    ["long", putEndpoint("a".repeat(33)), userError],
    ["underscore", putEndpoint("a_b_c"), userError],
    ["dash at the end", putEndpoint("abc-"), userError],
  ]);
});

test("traffic goes to deployments that are there, all of it or none", async () => {
  await refused([
    ["half", putEndpoint("live", { traffic: { blue: 50 } }), inferencing, "100"],
    ["to nobody", putEndpoint("live", { traffic: { none: 100 } }), inferencing, "none"],
    ["deleted with traffic", () => azure.onlineDeployments.beginDelete(...AT, "live", "blue"), inferencing, "traffic"],
  ]);
  assert.deepEqual((await azure.onlineEndpoints.get(...AT, "live")).properties.traffic, { blue: 100 });
});

test("deployments name what there is, and fit", async () => {
  await refused([
    ["model", putDeployment("green", { model: model.replace("served", "none") }), userError, "could not be found"],
    ["environment", putDeployment("green", { environmentId: environmentId.replace("image", "none") }), userError],
    ["size", putDeployment("green", { instanceType: "Standard_None" }), inferencing, "Standard_None"],
    ["no code", putDeployment("green", { codeConfiguration: undefined }), inferencing, "Could not find driver program in the request."],
    ["none", putDeployment("green", {}, 0), userError],
    ["too many", putDeployment("green", {}, 51), userError],
    ["timeout", putDeployment("green", { requestSettings: { requestTimeout: "PT5M" } }), userError],
    ["no script", putDeployment("green", { codeConfiguration: { codeId, scoringScript: "" } }), userError],
  ]);
  await fetch(`${EMULATOR}/_emulator/quota`, { method: "POST", headers: { "Content-Type": "application/json" }, body: '{"standardDSv2Family": 8}' });
  await refused([["quota", putDeployment("green", {}, 3), { statusCode: 400, code: "BadRequest" }, "Not enough quota available for Standard_DS3_v2"]]);
  await fetch(`${EMULATOR}/_emulator/quota`, { method: "DELETE" });
});

test("keys and tokens are given by endpoints that have them", async () => {
  await putEndpoint("entra", { authMode: "AADToken" })();
  await refused([
    ["token", () => azure.onlineEndpoints.getToken(...AT, "live"), userError],
    ["keys", () => azure.onlineEndpoints.listKeys(...AT, "entra"), userError],
    ["new keys", () => azure.onlineEndpoints.beginRegenerateKeys(...AT, "entra", { keyType: "Primary" }), userError],
  ]);
});

test("jobs name what there is, are not changed, and are not deleted while they run", async () => {
  await putJob("running", { command: "sleep 60" })();
  await eventually(() => azure.jobs.get(...AT, "running"), (job) => job.properties.status === "Running");
  await refused([
    ["environment", putJob("x", { environmentId: environmentId.replace("image", "none") }), userError, "No environment exists for name: none, version: 1"],
    ["compute", putJob("x", { computeId: computeId.replace("cpu", "none") }), userError, "Unknown compute target 'none'."],
    ["code", putJob("x", { codeId: codeId.replace("script", "none") }), userError],
    ["timeout", putJob("x", { limits: { jobLimitsType: "Command", timeout: "P30D" } }), userError],
    ["other command", putJob("running", { command: "false" }), userError, "the existing job's command cannot be changed"],
    ["deletion", () => azure.jobs.beginDelete(...AT, "running"), userError],
    ["sweep", putJob("x", { jobType: "Sweep", objective: { goal: "Maximize", primaryMetric: "m" }, searchSpace: {}, samplingAlgorithm: { samplingAlgorithmType: "Random" }, trial: { command: "true", environmentId } }), { statusCode: 400, code: "EmulatorLimit" }],
  ]);
  await azure.jobs.beginCancelAndWait(...AT, "running", PATIENCE);
});

test("schedules have a trigger, and are disabled before they are deleted", async () => {
  const action = { actionType: "CreateJob", jobDefinition: { jobType: "Command", command: "true", environmentId, computeId } };
  const put = (expression, isEnabled = true) => () =>
    azure.schedules.beginCreateOrUpdateAndWait(...AT, "nightly", { properties: { isEnabled, trigger: { triggerType: "Cron", expression }, action } }, PATIENCE);
  await put("0 5 * * *")();
  await refused([
    ["four parts", put("5 * * *"), userError],
    ["enabled", () => azure.schedules.beginDelete(...AT, "nightly"), userError],
  ]);
});

test("a right that is taken away is said so", async () => {
  const door = (method, body) => fetch(`${EMULATOR}/_emulator/rights`, { method, headers: { "Content-Type": "application/json" }, body });
  await door("POST", '{"deny": "Microsoft.MachineLearningServices/workspaces/computes/write"}');
  await refused([["denied", putCompute({}), { statusCode: 403, code: "AuthorizationFailed" }, "Microsoft.MachineLearningServices/workspaces/computes/write"]]);
  await door("DELETE");
  await putCompute({})();
});
