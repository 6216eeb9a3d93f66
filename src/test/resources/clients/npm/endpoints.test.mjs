import assert from "node:assert/strict";
import { before, test } from "node:test";
import { EMULATOR, GROUP, PATIENCE, WORKSPACE, all, client, upload } from "./aim.mjs";

const azure = client();
const online = azure.onlineEndpoints;
const deployments = azure.onlineDeployments;
const SCRIPT = `import json, os
def init():
    global factor
    with open(os.path.join(os.environ["AZUREML_MODEL_DIR"], "factor.txt")) as file:
        factor = float(file.read())
def run(data):
    return [row * factor for row in json.loads(data)["rows"]]
`;
let model;
let environmentId;
let codeId;

before(async () => {
  const modelUri = await upload(azure, "factor/factor.txt", "2");
  await upload(azure, "script/score.py", SCRIPT);
  const made = await azure.modelVersions.createOrUpdate(GROUP, WORKSPACE, "factor", "1", {
    properties: { modelType: "custom_model", modelUri },
  });
  model = made.id;
  environmentId = (
    await azure.environmentVersions.createOrUpdate(GROUP, WORKSPACE, "plain", "1", { properties: { image: "debian:12" } })
  ).id;
  codeId = (
    await azure.codeVersions.createOrUpdate(GROUP, WORKSPACE, "script", "1", {
      properties: { codeUri: `${EMULATOR}/stmlwdev/azureml-blobstore/script` },
    })
  ).id;
});

const endpoint = (name, more = {}) =>
  online.beginCreateOrUpdateAndWait(
    GROUP,
    WORKSPACE,
    name,
    { location: "westeurope", identity: { type: "SystemAssigned" }, properties: { authMode: "Key", ...more } },
    PATIENCE,
  );

const deploy = (name, deployment, more = {}) =>
  deployments.beginCreateOrUpdateAndWait(
    GROUP,
    WORKSPACE,
    name,
    deployment,
    {
      location: "westeurope",
      sku: { name: "Default", capacity: 1 },
      properties: {
        endpointComputeType: "Managed",
        model,
        environmentId,
        codeConfiguration: { codeId, scoringScript: "score.py" },
        instanceType: "Standard_DS3_v2",
        scaleSettings: { scaleType: "Default" },
        ...more,
      },
    },
    PATIENCE,
  );

test("an endpoint serves its deployments, and goes with them", async () => {
  assert.equal((await endpoint("serving")).properties.provisioningState, "Succeeded");
  const blue = await deploy("serving", "blue");
  assert.equal(blue.properties.provisioningState, "Succeeded");
  await endpoint("serving", { traffic: { blue: 100 } });
  const found = await online.get(GROUP, WORKSPACE, "serving");
  assert.deepEqual(found.properties.traffic, { blue: 100 });
  const keys = await online.listKeys(GROUP, WORKSPACE, "serving");
  const ask = (key) =>
    fetch(found.properties.scoringUri, {
      method: "POST",
      headers: { Authorization: `Bearer ${key}`, "Content-Type": "application/json" },
      body: JSON.stringify({ rows: [1, 2] }),
    });
  assert.deepEqual(await (await ask(keys.primaryKey)).json(), [2, 4]);
  assert.equal((await ask("wrong")).status, 401);
  await online.beginRegenerateKeysAndWait(GROUP, WORKSPACE, "serving", { keyType: "Primary" }, PATIENCE);
  assert.equal((await ask(keys.primaryKey)).status, 401);
  assert.equal((await ask(keys.secondaryKey)).status, 200);
  const logs = await deployments.getLogs(GROUP, WORKSPACE, "serving", "blue", { tail: 10, containerType: "InferenceServer" });
  assert.equal(typeof logs.content, "string");
  const scaled = await deployments.beginUpdateAndWait(GROUP, WORKSPACE, "serving", "blue", { sku: { name: "Default", capacity: 2 } }, PATIENCE);
  assert.equal(scaled.sku.capacity, 2);
  assert.ok((await all(deployments.listSkus(GROUP, WORKSPACE, "serving", "blue"))).length > 0);
  assert.deepEqual((await all(deployments.list(GROUP, WORKSPACE, "serving"))).map((one) => one.name), ["blue"]);
  await assert.rejects(deployments.beginDeleteAndWait(GROUP, WORKSPACE, "serving", "blue", PATIENCE), { statusCode: 400 });
  await online.beginDeleteAndWait(GROUP, WORKSPACE, "serving", PATIENCE);
  await assert.rejects(online.get(GROUP, WORKSPACE, "serving"), { statusCode: 404 });
});

test("an endpoint with tokens gives tokens and no keys", async () => {
  await endpoint("tokens", { authMode: "AMLToken" });
  const token = await online.getToken(GROUP, WORKSPACE, "tokens");
  assert.ok(token.accessToken.length > 0 && token.expiryTimeUtc > token.refreshAfterTimeUtc);
  await assert.rejects(online.listKeys(GROUP, WORKSPACE, "tokens"), { statusCode: 400 });
  const changed = await online.beginUpdateAndWait(GROUP, WORKSPACE, "tokens", { tags: { team: "a" } }, PATIENCE);
  assert.deepEqual(changed.tags, { team: "a" });
});

test("a deployment that cannot start fails and says why", async () => {
  await endpoint("failing");
  await upload(azure, "broken/score.py", "import nothing_of_that_name\n");
  const broken = await azure.codeVersions.createOrUpdate(GROUP, WORKSPACE, "broken", "1", {
    properties: { codeUri: `${EMULATOR}/stmlwdev/azureml-blobstore/broken` },
  });
  await assert.rejects(
    deploy("failing", "red", { codeConfiguration: { codeId: broken.id, scoringScript: "score.py" } }),
    /failed|Failed/,
  );
  const logs = await deployments.getLogs(GROUP, WORKSPACE, "failing", "red", { tail: 100 });
  assert.match(logs.content, /nothing_of_that_name/);
});

test("what is wrong is refused", async () => {
  await endpoint("refusing");
  await deploy("refusing", "blue");
  await assert.rejects(endpoint("refusing", { traffic: { blue: 50 } }), { statusCode: 400 });
  await assert.rejects(endpoint("refusing", { traffic: { none: 100 } }), { statusCode: 400 });
  await assert.rejects(endpoint("x"), { statusCode: 400 });
  await assert.rejects(deploy("refusing", "green", { instanceType: "Standard_None" }), { statusCode: 400 });
  await assert.rejects(deploy("nowhere", "blue"), { statusCode: 404 });
});

test("a batch endpoint has deployments and a default", async () => {
  const batch = azure.batchEndpoints;
  const cluster = await azure.computeOperations.beginCreateOrUpdateAndWait(
    GROUP,
    WORKSPACE,
    "cpu",
    {
      location: "westeurope",
      properties: { computeType: "AmlCompute", properties: { vmSize: "STANDARD_DS3_V2", scaleSettings: { maxNodeCount: 2 } } },
    },
    PATIENCE,
  );
  const put = (defaults) =>
    batch.beginCreateOrUpdateAndWait(
      GROUP,
      WORKSPACE,
      "batches",
      { location: "westeurope", properties: { authMode: "AADToken", defaults } },
      PATIENCE,
    );
  await put();
  const made = await azure.batchDeployments.beginCreateOrUpdateAndWait(
    GROUP,
    WORKSPACE,
    "batches",
    "first",
    {
      location: "westeurope",
      properties: {
        model: { referenceType: "Id", assetId: model },
        environmentId,
        codeConfiguration: { codeId, scoringScript: "score.py" },
        compute: cluster.id,
        resources: { instanceCount: 1 },
        outputAction: "AppendRow",
        outputFileName: "predictions.csv",
      },
    },
    PATIENCE,
  );
  assert.equal(made.properties.provisioningState, "Succeeded");
  assert.equal((await put({ deploymentName: "first" })).properties.defaults.deploymentName, "first");
  assert.deepEqual((await all(azure.batchDeployments.list(GROUP, WORKSPACE, "batches"))).map((one) => one.name), ["first"]);
  await assert.rejects(put({ deploymentName: "none" }), { statusCode: 400 });
  assert.ok((await all(batch.list(GROUP, WORKSPACE))).some((one) => one.name === "batches"));
  await batch.beginDeleteAndWait(GROUP, WORKSPACE, "batches", PATIENCE);
  await assert.rejects(batch.get(GROUP, WORKSPACE, "batches"), { statusCode: 404 });
});
