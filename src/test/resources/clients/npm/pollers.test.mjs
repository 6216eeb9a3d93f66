import assert from "node:assert/strict";
import { test } from "node:test";
import { EMULATOR, GROUP, PATIENCE, WORKSPACE, client } from "./aim.mjs";

const azure = client();
const AT = [GROUP, WORKSPACE];
const endpoint = { location: "westeurope", properties: { authMode: "Key" } };

async function order(fault) {
  const answer = await fetch(`${EMULATOR}/_emulator/faults`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(fault),
  });
  assert.equal(answer.status, 204);
}

test("a poller shows the resource at its end", async () => {
  const poller = await azure.onlineEndpoints.beginCreateOrUpdate(...AT, "polled", endpoint, PATIENCE);
  const made = await poller.pollUntilDone();
  assert.equal(made.name, "polled");
  assert.equal(made.properties.provisioningState, "Succeeded");
  assert.equal(poller.getResult().name, "polled");
  assert.equal(poller.getOperationState().isCompleted, true);
});

test("another poller goes on where one was left", async () => {
  await order({ path: "onlineEndpoints/resumed", fault: "stuck" });
  const first = await azure.onlineEndpoints.beginCreateOrUpdate(...AT, "resumed", endpoint, PATIENCE);
  await first.poll();
  assert.equal(first.isDone(), false);
  const second = await azure.onlineEndpoints.beginCreateOrUpdate(...AT, "resumed", endpoint, {
    ...PATIENCE,
    resumeFrom: first.toString(),
  });
  await second.poll();
  assert.deepEqual([second.getOperationState().isStarted, second.isDone()], [true, false]);
});

test("while an operation goes on, another one is a conflict, and so is a deployment", async () => {
  await order({ path: "onlineEndpoints/busy", fault: "stuck" });
  const poller = await azure.onlineEndpoints.beginCreateOrUpdate(...AT, "busy", endpoint, PATIENCE);
  await poller.poll();
  const conflict = { name: "RestError", statusCode: 409, code: "Conflict" };
  await assert.rejects(azure.onlineEndpoints.beginCreateOrUpdate(...AT, "busy", endpoint, PATIENCE), conflict);
  await assert.rejects(azure.onlineEndpoints.beginUpdate(...AT, "busy", { tags: { a: "b" } }, PATIENCE), conflict);
  assert.equal((await azure.onlineEndpoints.get(...AT, "busy")).properties.provisioningState, "Creating");
});

test("an operation that fails is an error with the service's code and words", async () => {
  await order({ path: "onlineEndpoints/doomed", fault: "fail", error: { code: "OutOfCapacity", message: "No machines are left." } });
  await assert.rejects(
    azure.onlineEndpoints.beginCreateOrUpdateAndWait(...AT, "doomed", endpoint, PATIENCE),
    /OutOfCapacity\. No machines are left\./,
  );
  assert.equal((await azure.onlineEndpoints.get(...AT, "doomed")).properties.provisioningState, "Failed");
  await assert.rejects(azure.onlineEndpoints.beginCreateOrUpdate(...AT, "doomed", endpoint, PATIENCE), {
    name: "RestError",
    statusCode: 400,
    code: "BadRequest",
    message: "The request is invalid.",
  });
  await azure.onlineEndpoints.beginDeleteAndWait(...AT, "doomed", PATIENCE);
  assert.equal((await azure.onlineEndpoints.beginCreateOrUpdateAndWait(...AT, "doomed", endpoint, PATIENCE)).name, "doomed");
});

test("a deletion is polled to its end, and what is gone is no error", async () => {
  await azure.batchEndpoints.beginCreateOrUpdateAndWait(
    ...AT,
    "leaving",
    { location: "westeurope", properties: { authMode: "AADToken" } },
    PATIENCE,
  );
  const poller = await azure.batchEndpoints.beginDelete(...AT, "leaving", PATIENCE);
  await poller.pollUntilDone();
  assert.ok(poller.isDone());
  await assert.rejects(azure.batchEndpoints.get(...AT, "leaving"), { statusCode: 404, code: "ResourceNotFound" });
  for (const deletion of [
    () => azure.batchEndpoints.beginDeleteAndWait(...AT, "leaving", PATIENCE),
    () => azure.onlineEndpoints.beginDeleteAndWait(...AT, "none", PATIENCE),
    () => azure.jobs.beginDeleteAndWait(...AT, "none", PATIENCE),
    () => azure.schedules.beginDeleteAndWait(...AT, "none", PATIENCE),
    () => azure.computeOperations.beginDeleteAndWait(...AT, "none", "Delete", PATIENCE),
    () => azure.dataVersions.delete(...AT, "none", "1"),
    () => azure.modelContainers.delete(...AT, "none"),
    () => azure.datastores.delete(...AT, "none"),
  ]) {
    await deletion();
  }
});

test("a request that met a passing failure is sent again by the client itself", async () => {
  await order({ path: "workspaces/mlw-dev/computes", fault: "status", status: 503 });
  assert.equal((await azure.computeOperations.list(...AT).next()).done, true);
});
