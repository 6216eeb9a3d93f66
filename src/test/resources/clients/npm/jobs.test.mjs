import assert from "node:assert/strict";
import { before, test } from "node:test";
import { GROUP, PATIENCE, WORKSPACE, all, client, eventually } from "./aim.mjs";

const azure = client();
const OVER = ["Completed", "Failed", "Canceled"];
let environmentId;
let computeId;

before(async () => {
  const environment = await azure.environmentVersions.createOrUpdate(GROUP, WORKSPACE, "plain", "1", {
    properties: { image: "debian:12" },
  });
  environmentId = environment.id;
  const cluster = await azure.computeOperations.beginCreateOrUpdateAndWait(
    GROUP,
    WORKSPACE,
    "cpu",
    {
      location: "westeurope",
      properties: {
        computeType: "AmlCompute",
        properties: { vmSize: "STANDARD_DS3_V2", scaleSettings: { maxNodeCount: 4, minNodeCount: 0 } },
      },
    },
    PATIENCE,
  );
  assert.equal(cluster.properties.provisioningState, "Succeeded");
  computeId = cluster.id;
});

const submit = (name, command, more = {}) =>
  azure.jobs.createOrUpdate(GROUP, WORKSPACE, name, {
    properties: { jobType: "Command", command, environmentId, computeId, experimentName: "npm", ...more },
  });

const status = (name) => async () => (await azure.jobs.get(GROUP, WORKSPACE, name)).properties.status;

test("clusters have nodes, grow and go", async () => {
  const compute = azure.computeOperations;
  assert.ok((await all(compute.list(GROUP, WORKSPACE))).some((one) => one.name === "cpu"));
  assert.deepEqual(await all(compute.listNodes(GROUP, WORKSPACE, "cpu")), []);
  const other = await compute.beginCreateOrUpdateAndWait(
    GROUP,
    WORKSPACE,
    "going",
    {
      location: "westeurope",
      properties: { computeType: "AmlCompute", properties: { vmSize: "STANDARD_DS3_V2", scaleSettings: { maxNodeCount: 1 } } },
    },
    PATIENCE,
  );
  assert.equal(other.name, "going");
  const changed = await compute.beginUpdateAndWait(
    GROUP,
    WORKSPACE,
    "going",
    { properties: { scaleSettings: { maxNodeCount: 2 } } },
    PATIENCE,
  );
  assert.equal(changed.properties.properties.scaleSettings.maxNodeCount, 2);
  await compute.beginDeleteAndWait(GROUP, WORKSPACE, "going", "Delete", PATIENCE);
  await assert.rejects(compute.get(GROUP, WORKSPACE, "going"), { statusCode: 404 });
});

test("a job runs to its end, and once only", async () => {
  const made = await submit("told", "echo told", { tags: { team: "a" }, displayName: "Told" });
  assert.match(made.properties.services.Studio.endpoint, /told/);
  assert.equal(await eventually(status("told"), (now) => OVER.includes(now)), "Completed");
  const again = await submit("told", "echo told", { tags: { team: "b" } });
  assert.equal(again.properties.status, "Completed");
  assert.deepEqual((await azure.jobs.get(GROUP, WORKSPACE, "told")).properties.tags, { team: "b" });
  const listed = await all(azure.jobs.list(GROUP, WORKSPACE, { jobType: "Command", tag: "team=b" }));
  assert.deepEqual(listed.map((job) => job.name), ["told"]);
  await azure.jobs.beginDeleteAndWait(GROUP, WORKSPACE, "told", PATIENCE);
  await assert.rejects(azure.jobs.get(GROUP, WORKSPACE, "told"), { statusCode: 404 });
});

test("a job is cancelled", async () => {
  await submit("long", "sleep 100");
  await eventually(status("long"), (now) => now === "Running");
  await azure.jobs.beginCancelAndWait(GROUP, WORKSPACE, "long", PATIENCE);
  assert.equal(await eventually(status("long"), (now) => OVER.includes(now)), "Canceled");
});

test("a failed job is failed", async () => {
  await submit("broken", "exit 3");
  assert.equal(await eventually(status("broken"), (now) => OVER.includes(now)), "Failed");
});

test("what a job refers to must be there", async () => {
  await assert.rejects(submit("x1", "true", { environmentId: environmentId.replace("plain", "none") }), { statusCode: 400 });
  await assert.rejects(submit("x2", "true", { computeId: computeId.replace("/cpu", "/none") }), { statusCode: 400 });
  await assert.rejects(azure.jobs.get(GROUP, WORKSPACE, "x1"), { statusCode: 404 });
});

test("schedules are made, read and deleted when they are disabled", async () => {
  const body = (isEnabled) => ({
    properties: {
      isEnabled,
      trigger: { triggerType: "Cron", expression: "0 5 * * *", timeZone: "UTC" },
      action: {
        actionType: "CreateJob",
        jobDefinition: { jobType: "Command", command: "true", environmentId, computeId },
      },
    },
  });
  const made = await azure.schedules.beginCreateOrUpdateAndWait(GROUP, WORKSPACE, "nightly", body(true), PATIENCE);
  assert.equal(made.properties.trigger.expression, "0 5 * * *");
  assert.deepEqual((await all(azure.schedules.list(GROUP, WORKSPACE))).map((one) => one.name), ["nightly"]);
  await azure.schedules.beginCreateOrUpdateAndWait(GROUP, WORKSPACE, "nightly", body(false), PATIENCE);
  await azure.schedules.beginDeleteAndWait(GROUP, WORKSPACE, "nightly", PATIENCE);
  await assert.rejects(azure.schedules.get(GROUP, WORKSPACE, "nightly"), { statusCode: 404 });
});
