import assert from "node:assert/strict";
import { test } from "node:test";
import { GROUP, client } from "./aim.mjs";

test("gets a workspace", async () => {
  const workspace = await client().workspaces.get(GROUP, "mlw-dev");
  assert.equal(workspace.name, "mlw-dev");
  assert.equal(workspace.location, "westeurope");
});

test("an unknown workspace is not found", async () => {
  await assert.rejects(client().workspaces.get(GROUP, "mlw-none"), { statusCode: 404, code: "ResourceNotFound" });
});
