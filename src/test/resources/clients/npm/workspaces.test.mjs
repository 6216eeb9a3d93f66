import assert from "node:assert/strict";
import { test } from "node:test";
import { GROUP, WORKSPACE, all, client } from "./aim.mjs";

const azure = client();

test("gets and lists workspaces", async () => {
  const workspace = await azure.workspaces.get(GROUP, WORKSPACE);
  assert.equal(workspace.name, WORKSPACE);
  assert.equal(workspace.location, "westeurope");
  assert.equal(workspace.provisioningState, "Succeeded");
  assert.match(workspace.mlFlowTrackingUri, /\/mlflow\/v1\.0\//);
  const names = (await all(azure.workspaces.listByResourceGroup(GROUP))).map((one) => one.name);
  assert.deepEqual(names.sort(), ["mlw-dev", "mlw-production", "mlw-staging"]);
  assert.ok((await all(azure.workspaces.listBySubscription())).length >= 3);
});

test("an unknown workspace is not found", async () => {
  await assert.rejects(azure.workspaces.get(GROUP, "mlw-none"), { statusCode: 404, code: "ResourceNotFound" });
});

test("an unknown resource group is not found", async () => {
  await assert.rejects(azure.workspaces.get("rg-none", WORKSPACE), { statusCode: 404, code: "ResourceGroupNotFound" });
});

test("knows sizes, usages and quotas of machines", async () => {
  const sizes = (await azure.virtualMachineSizes.list("westeurope")).value;
  const size = sizes.find((one) => one.name === "Standard_DS3_v2");
  assert.equal(size.vCPUs, 4);
  const usages = await all(azure.usages.list("westeurope"));
  assert.ok(usages.every((usage) => usage.limit === -1 || usage.currentValue <= usage.limit));
  assert.ok((await all(azure.quotas.list("westeurope"))).length > 0);
});

test("has datastores with secrets", async () => {
  const names = (await all(azure.datastores.list(GROUP, WORKSPACE))).map((one) => one.name);
  assert.ok(names.includes("workspaceblobstore"));
  const [chosen] = await all(azure.datastores.list(GROUP, WORKSPACE, { isDefault: true }));
  assert.equal(chosen.name, "workspaceblobstore");
  const secrets = await azure.datastores.listSecrets(GROUP, WORKSPACE, "workspaceblobstore");
  assert.equal(secrets.secretsType, "Sas");
  await assert.rejects(azure.datastores.get(GROUP, WORKSPACE, "none"), { statusCode: 404 });
});
