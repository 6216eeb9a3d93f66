// Each operation of each group of the client is called once, in an order in which all have something to work on.
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { EMULATOR, GROUP, PATIENCE, WORKSPACE, all, client, eventually, upload } from "./aim.mjs";

const azure = client();
const AT = [GROUP, WORKSPACE];
const REGION = "westeurope";
const SCRIPT = "def init():\n    pass\ndef run(data):\n    return [1]\n";
const TIME = /^\d{4}(-\d\d){5}-\d{7}$/; // the next version of environments and components
const called = new Set();
const id = (path) => `/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/${GROUP}/providers/Microsoft.MachineLearningServices/workspaces/${WORKSPACE}/${path}`;
const OUTSIDE = { statusCode: 501, code: "EmulatorLimit" };
let uri;

/** Calls an operation: a list is read to its end, a long-running one is waited for. */
async function call(operation, ...args) {
  const [group, name] = operation.split(".");
  called.add(operation);
  const one = azure[group];
  if (typeof one[`begin${name[0].toUpperCase()}${name.slice(1)}`] === "function") {
    const poller = await one[`begin${name[0].toUpperCase()}${name.slice(1)}`](...args, PATIENCE);
    const result = await poller.pollUntilDone();
    assert.ok(poller.isDone());
    return result;
  }
  const answer = one[name](...args);
  return typeof answer[Symbol.asyncIterator] === "function" ? all(answer) : answer;
}

/** Operations of the client, a long-running one under its plain name: {@code onlineEndpoints.delete}. */
function operations() {
  const found = new Set();
  for (const [group, implementation] of Object.entries(azure)) {
    const methods = Object.getOwnPropertyNames(Object.getPrototypeOf(implementation ?? {}));
    if (!methods.some((name) => /^_?(get|list|update|listBySubscription)/.test(name)) || group.startsWith("_") || group === "pipeline") {
      continue;
    }
    for (const method of methods.filter((name) => name !== "constructor" && !name.startsWith("_"))) {
      const plain = method.replace(/AndWait$/, "").replace(/^begin(.)/, (_, first) => first.toLowerCase());
      if (!/Pag(e|ing)/.test(plain)) {
        found.add(`${group}.${plain}`);
      }
    }
  }
  return found;
}

const job = (more = {}) => ({
  properties: { jobType: "Command", command: "sleep 60", environmentId: id("environments/image/versions/1"), computeId: id("computes/cpu"), ...more },
});
const cluster = {
  location: REGION,
  properties: { computeType: "AmlCompute", properties: { vmSize: "STANDARD_DS3_V2", scaleSettings: { maxNodeCount: 2 } } },
};

before(async () => {
  uri = await upload(azure, "everything/rows.csv", "a\n1\n");
  await upload(azure, "everything-script/score.py", SCRIPT);
});

test("workspaces and what is around them", async () => {
  assert.ok((await call("operations.list")).some((one) => one.name === "Microsoft.MachineLearningServices/workspaces/read"));
  assert.equal((await call("workspaces.get", ...AT)).name, WORKSPACE);
  assert.equal((await call("workspaces.listByResourceGroup", GROUP)).length, 3);
  assert.equal((await call("workspaces.listBySubscription")).length, 3);
  const changed = await call("workspaces.update", ...AT, { tags: { team: "a" }, friendlyName: "Ours" });
  assert.deepEqual([changed.tags, changed.friendlyName], [{ team: "a" }, "Ours"]);
  const again = await call("workspaces.createOrUpdate", ...AT, { location: REGION, tags: { team: "b" }, identity: { type: "SystemAssigned" } });
  assert.deepEqual(again.tags, { team: "b" });
  assert.deepEqual((await call("workspaces.diagnose", ...AT)).value.otherResults, []);
  await call("workspaces.resyncKeys", ...AT);
  assert.deepEqual(await call("workspaceFeatures.list", ...AT), []);
  assert.deepEqual(await call("privateEndpointConnections.list", ...AT), []);
  await assert.rejects(call("privateEndpointConnections.get", ...AT, "none"), { statusCode: 404, code: "ResourceNotFound" });
  assert.ok((await call("usages.list", REGION)).length > 0);
  assert.ok((await call("quotas.list", REGION)).length > 0);
  assert.ok((await call("virtualMachineSizes.list", REGION)).value.length > 0);
});

test("what the emulator has not says so", async () => {
  const connection = { properties: { authType: "None", category: "ContainerRegistry", target: "r" } };
  for (const [operation, ...args] of [
    ["workspaces.delete", ...AT],
    ["workspaces.listKeys", ...AT],
    ["workspaces.listNotebookAccessToken", ...AT],
    ["workspaces.prepareNotebook", ...AT],
    ["workspaces.listStorageAccountKeys", ...AT],
    ["workspaces.listNotebookKeys", ...AT],
    ["workspaces.listOutboundNetworkDependenciesEndpoints", ...AT],
    ["workspaceConnections.create", ...AT, "c", connection],
    ["workspaceConnections.get", ...AT, "c"],
    ["workspaceConnections.delete", ...AT, "c"],
    ["workspaceConnections.list", ...AT],
    ["privateEndpointConnections.createOrUpdate", ...AT, "p", {}],
    ["privateEndpointConnections.delete", ...AT, "p"],
    ["privateLinkResources.list", ...AT],
    ["quotas.update", REGION, { value: [] }],
  ]) {
    await assert.rejects(call(operation, ...args), OUTSIDE, operation);
  }
});

test("datastores", async () => {
  const body = (key) => ({
    properties: {
      datastoreType: "AzureBlob",
      accountName: "stmlwdev",
      containerName: "shared",
      credentials: { credentialsType: "AccountKey", secrets: { secretsType: "AccountKey", key } },
    },
  });
  const made = await call("datastores.createOrUpdate", ...AT, "shared", body("b25l"));
  assert.equal(made.properties.credentials.secrets, undefined);
  await call("datastores.createOrUpdate", ...AT, "shared", body("dHdv"));
  assert.equal((await call("datastores.get", ...AT, "shared")).properties.containerName, "shared");
  assert.equal((await call("datastores.listSecrets", ...AT, "shared")).key, "dHdv");
  assert.deepEqual((await call("datastores.list", ...AT, { names: ["shared"] })).map((one) => one.name), ["shared"]);
  await call("datastores.delete", ...AT, "shared");
  await assert.rejects(azure.datastores.get(...AT, "shared"), { statusCode: 404 });
});

const assets = {
  data: { container: { dataType: "uri_file" }, version: () => ({ dataType: "uri_file", dataUri: uri }) },
  model: { container: {}, version: () => ({ modelType: "custom_model", modelUri: uri }) },
  environment: { container: {}, version: () => ({ image: "debian:12" }), next: TIME },
  code: { container: {}, version: () => ({ codeUri: `${EMULATOR}/stmlwdev/azureml-blobstore/everything-script` }) },
  component: {
    next: TIME,
    container: {},
    version: () => ({ componentSpec: { name: "c", version: "1", type: "command", command: "true", environment: `azureml:${id("environments/image/versions/1")}` } }),
  },
};

for (const [kind, asset] of Object.entries(assets)) {
  test(`${kind}, by name and by version`, async () => {
    const containers = `${kind}Containers`;
    const versions = `${kind}Versions`;
    const made = await call(`${containers}.createOrUpdate`, ...AT, "thing", { properties: { ...asset.container, description: "first", tags: { a: "b" } } });
    assert.equal(made.properties.nextVersion, "1");
    await call(`${versions}.createOrUpdate`, ...AT, "thing", "1", { properties: asset.version() });
    await call(`${versions}.createOrUpdate`, ...AT, "thing", "2", { properties: asset.version() });
    const found = await call(`${containers}.get`, ...AT, "thing");
    assert.deepEqual([found.properties.description, found.properties.latestVersion], ["first", "2"]);
    assert.match(found.properties.nextVersion, asset.next ?? /^3$/);
    assert.deepEqual((await call(`${containers}.list`, ...AT)).map((one) => one.name).filter((name) => name === "thing"), ["thing"]);
    assert.equal((await call(`${versions}.get`, ...AT, "thing", "1")).name, "1");
    assert.deepEqual((await call(`${versions}.list`, ...AT, "thing")).map((one) => one.name), ["2", "1"]);
    await call(`${versions}.delete`, ...AT, "thing", "1");
    await assert.rejects(azure[versions].get(...AT, "thing", "1"), { statusCode: 404 });
    await call(`${containers}.delete`, ...AT, "thing");
    await assert.rejects(azure[containers].get(...AT, "thing"), { statusCode: 404 });
  });
}

test("computes and jobs", async () => {
  await azure.environmentVersions.createOrUpdate(...AT, "image", "1", { properties: assets.environment.version() });
  assert.equal((await call("computeOperations.createOrUpdate", ...AT, "cpu", cluster)).properties.provisioningState, "Succeeded");
  const scaled = await call("computeOperations.update", ...AT, "cpu", { properties: { scaleSettings: { maxNodeCount: 3 } } });
  assert.equal(scaled.properties.properties.scaleSettings.maxNodeCount, 3);
  assert.equal((await call("computeOperations.get", ...AT, "cpu")).name, "cpu");
  assert.deepEqual((await call("computeOperations.list", ...AT)).map((one) => one.name), ["cpu"]);
  for (const action of ["listKeys", "start", "stop", "restart"]) {
    await assert.rejects(call(`computeOperations.${action}`, ...AT, "cpu"), { statusCode: 400 }, action);
  }
  assert.equal((await call("jobs.createOrUpdate", ...AT, "busy", job())).name, "busy");
  const nodes = await eventually(() => call("computeOperations.listNodes", ...AT, "cpu"), (found) => found.length > 0);
  assert.equal(nodes[0].runId, "busy");
  assert.deepEqual((await call("jobs.list", ...AT)).map((one) => one.name), ["busy"]);
  await call("jobs.cancel", ...AT, "busy");
  await eventually(() => call("jobs.get", ...AT, "busy"), (found) => found.properties.status === "Canceled");
  await call("jobs.delete", ...AT, "busy");
  await assert.rejects(azure.jobs.get(...AT, "busy"), { statusCode: 404 });
});

test("schedules", async () => {
  const trigger = { triggerType: "Recurrence", frequency: "Week", interval: 1, schedule: { hours: [4], minutes: [0], weekDays: ["Monday"] } };
  const action = { actionType: "CreateJob", jobDefinition: job().properties };
  const put = (isEnabled) => call("schedules.createOrUpdate", ...AT, "weekly", { properties: { isEnabled, trigger, action } });
  assert.equal((await put(true)).properties.trigger.frequency, "Week");
  assert.equal((await call("schedules.get", ...AT, "weekly")).properties.isEnabled, true);
  assert.deepEqual((await call("schedules.list", ...AT, { listViewType: "EnabledOnly" })).map((one) => one.name), ["weekly"]);
  await put(false);
  await call("schedules.delete", ...AT, "weekly");
});

test("online endpoints and deployments", async () => {
  const endpoint = ["everything", { location: REGION, properties: { authMode: "AMLToken" } }];
  const deployment = {
    location: REGION,
    sku: { name: "Default", capacity: 1 },
    properties: {
      endpointComputeType: "Managed",
      model: id("models/served/versions/1"),
      environmentId: id("environments/image/versions/1"),
      codeConfiguration: { codeId: id("codes/script/versions/1"), scoringScript: "score.py" },
      instanceType: "Standard_DS3_v2",
    },
  };
  await azure.modelVersions.createOrUpdate(...AT, "served", "1", { properties: assets.model.version() });
  await azure.codeVersions.createOrUpdate(...AT, "script", "1", { properties: assets.code.version() });
  assert.equal((await call("onlineEndpoints.createOrUpdate", ...AT, ...endpoint)).properties.provisioningState, "Succeeded");
  assert.equal((await call("onlineEndpoints.get", ...AT, "everything")).name, "everything");
  assert.ok((await call("onlineEndpoints.getToken", ...AT, "everything")).accessToken);
  assert.deepEqual((await call("onlineEndpoints.update", ...AT, "everything", { tags: { a: "b" } })).tags, { a: "b" });
  assert.deepEqual((await call("onlineEndpoints.list", ...AT, { orderBy: "CreatedAtDesc" })).map((one) => one.name), ["everything"]);
  await azure.onlineEndpoints.beginCreateOrUpdateAndWait(...AT, "keyed", { location: REGION, properties: { authMode: "Key" } }, PATIENCE);
  const { primaryKey } = await call("onlineEndpoints.listKeys", ...AT, "keyed");
  await call("onlineEndpoints.regenerateKeys", ...AT, "keyed", { keyType: "Primary" });
  assert.notEqual((await azure.onlineEndpoints.listKeys(...AT, "keyed")).primaryKey, primaryKey);
  assert.equal((await call("onlineDeployments.createOrUpdate", ...AT, "everything", "blue", deployment)).properties.provisioningState, "Succeeded");
  assert.equal((await call("onlineDeployments.get", ...AT, "everything", "blue")).sku.capacity, 1);
  assert.equal((await call("onlineDeployments.update", ...AT, "everything", "blue", { sku: { name: "Default", capacity: 2 } })).sku.capacity, 2);
  assert.equal((await call("onlineDeployments.list", ...AT, "everything")).length, 1);
  assert.equal((await call("onlineDeployments.listSkus", ...AT, "everything", "blue"))[0].sku.name, "Default");
  assert.equal(typeof (await call("onlineDeployments.getLogs", ...AT, "everything", "blue", { tail: 5 })).content, "string");
  await call("onlineDeployments.delete", ...AT, "everything", "blue");
  await assert.rejects(azure.onlineDeployments.get(...AT, "everything", "blue"), { statusCode: 404 });
  await call("onlineEndpoints.delete", ...AT, "everything");
});

test("batch endpoints and deployments, and the compute's end", async () => {
  const body = { location: REGION, properties: { authMode: "AADToken" } };
  const deployment = {
    location: REGION,
    properties: {
      model: { referenceType: "Id", assetId: id("models/served/versions/1") },
      environmentId: id("environments/image/versions/1"),
      codeConfiguration: { codeId: id("codes/script/versions/1"), scoringScript: "score.py" },
      compute: id("computes/cpu"),
    },
  };
  assert.equal((await call("batchEndpoints.createOrUpdate", ...AT, "batches", body)).properties.provisioningState, "Succeeded");
  assert.equal((await call("batchEndpoints.get", ...AT, "batches")).name, "batches");
  assert.deepEqual((await call("batchEndpoints.update", ...AT, "batches", { tags: { a: "b" } })).tags, { a: "b" });
  assert.equal((await call("batchEndpoints.list", ...AT)).length, 1);
  await assert.rejects(call("batchEndpoints.listKeys", ...AT, "batches"), { statusCode: 400 });
  assert.equal((await call("batchDeployments.createOrUpdate", ...AT, "batches", "one", deployment)).properties.provisioningState, "Succeeded");
  assert.equal((await call("batchDeployments.get", ...AT, "batches", "one")).name, "one");
  const changed = await call("batchDeployments.update", ...AT, "batches", "one", { properties: { description: "for nights" } });
  assert.equal(changed.properties.description, "for nights");
  assert.equal((await call("batchDeployments.list", ...AT, "batches")).length, 1);
  await call("batchDeployments.delete", ...AT, "batches", "one");
  await call("batchEndpoints.delete", ...AT, "batches");
  await call("computeOperations.delete", ...AT, "cpu", "Delete");
  await assert.rejects(azure.computeOperations.get(...AT, "cpu"), { statusCode: 404 });
});

test("no operation of the client was left out", () => {
  const known = operations();
  assert.ok(known.size > 100, `${known.size}`);
  assert.deepEqual([...known].filter((operation) => !called.has(operation)), []);
});
