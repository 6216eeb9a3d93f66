import assert from "node:assert/strict";
import { before, test } from "node:test";
import { EMULATOR, GROUP, WORKSPACE, all, client, upload } from "./aim.mjs";

const azure = client();
let rows;

before(async () => {
  rows = await upload(azure, "rows/rows.csv", "a\n1\n");
});

const names = async (pages) => (await all(pages)).map((one) => one.name);

test("data are versioned, found, archived and deleted", async () => {
  const { dataVersions, dataContainers } = azure;
  const body = { properties: { dataType: "uri_file", dataUri: rows, description: "first", tags: { a: "b" } } };
  const made = await dataVersions.createOrUpdate(GROUP, WORKSPACE, "rows", "1", body);
  assert.equal(made.name, "1");
  assert.match(made.id, /\/workspaces\/mlw-dev\/data\/rows\/versions\/1$/);
  await dataVersions.createOrUpdate(GROUP, WORKSPACE, "rows", "2", body);
  const container = await dataContainers.get(GROUP, WORKSPACE, "rows");
  assert.equal(container.properties.latestVersion, "2");
  assert.equal(container.properties.nextVersion, "3");
  const found = await dataVersions.get(GROUP, WORKSPACE, "rows", "1");
  assert.equal(found.properties.dataType, "uri_file");
  assert.deepEqual(found.properties.tags, { a: "b" });
  assert.deepEqual(await names(dataVersions.list(GROUP, WORKSPACE, "rows", { orderBy: "createdtime desc", top: 1 })), ["2"]);
  body.properties.isArchived = true;
  await dataVersions.createOrUpdate(GROUP, WORKSPACE, "rows", "1", body);
  assert.deepEqual(await names(dataVersions.list(GROUP, WORKSPACE, "rows")), ["2"]);
  assert.deepEqual(await names(dataVersions.list(GROUP, WORKSPACE, "rows", { listViewType: "ArchivedOnly" })), ["1"]);
  await dataVersions.delete(GROUP, WORKSPACE, "rows", "1");
  await assert.rejects(dataVersions.get(GROUP, WORKSPACE, "rows", "1"), { statusCode: 404 });
  assert.ok((await names(dataContainers.list(GROUP, WORKSPACE))).includes("rows"));
});

test("what a version is made of never changes", async () => {
  const body = (uri) => ({ properties: { dataType: "uri_file", dataUri: uri } });
  await azure.dataVersions.createOrUpdate(GROUP, WORKSPACE, "fixed", "1", body(rows));
  const other = await upload(azure, "rows/other.csv", "a\n2\n");
  await assert.rejects(azure.dataVersions.createOrUpdate(GROUP, WORKSPACE, "fixed", "1", body(other)), {
    statusCode: 400,
    code: "UserError",
    message: /^A data version with this name and version already exists\./,
  });
});

test("models, environments, code and components are registered", async () => {
  const model = await azure.modelVersions.createOrUpdate(GROUP, WORKSPACE, "kept", "1", {
    properties: { modelType: "custom_model", modelUri: rows, tags: { x: "y" } },
  });
  assert.deepEqual(model.properties.flavors, {});
  assert.equal((await azure.modelContainers.get(GROUP, WORKSPACE, "kept")).properties.nextVersion, "2");
  await azure.environmentVersions.createOrUpdate(GROUP, WORKSPACE, "plain", "1", { properties: { image: "debian:12" } });
  const environment = await azure.environmentVersions.get(GROUP, WORKSPACE, "plain", "1");
  assert.equal(environment.properties.image, "debian:12");
  assert.ok((await names(azure.environmentContainers.list(GROUP, WORKSPACE))).includes("plain"));
  await azure.codeVersions.createOrUpdate(GROUP, WORKSPACE, "source", "1", {
    properties: { codeUri: `${EMULATOR}/stmlwdev/azureml-blobstore/rows` },
  });
  assert.deepEqual(await names(azure.codeVersions.list(GROUP, WORKSPACE, "source")), ["1"]);
  const spec = {
    name: "echoing",
    version: "1",
    type: "command",
    command: "echo ${{inputs.a}}",
    environment: `azureml:${environment.id}`,
    inputs: { a: { type: "number", default: "1" } },
  };
  await azure.componentVersions.createOrUpdate(GROUP, WORKSPACE, "echoing", "1", { properties: { componentSpec: spec } });
  const component = await azure.componentVersions.get(GROUP, WORKSPACE, "echoing", "1");
  assert.equal(component.properties.componentSpec.command, spec.command);
});

test("what is wrong is refused", async () => {
  const put = (properties) => azure.modelVersions.createOrUpdate(GROUP, WORKSPACE, "wrong", "1", { properties });
  await assert.rejects(put({ modelType: "custom_model", modelUri: "azureml://datastores/none/paths/x" }), { statusCode: 400 });
  await assert.rejects(
    azure.dataVersions.createOrUpdate(GROUP, WORKSPACE, "not a name", "1", { properties: { dataType: "uri_file", dataUri: rows } }),
    { statusCode: 400 },
  );
  await assert.rejects(azure.modelVersions.get(GROUP, WORKSPACE, "none", "1"), { statusCode: 404 });
});
