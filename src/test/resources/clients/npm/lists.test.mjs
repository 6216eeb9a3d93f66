import assert from "node:assert/strict";
import { before, test } from "node:test";
import machineLearning from "@azure/arm-machinelearning";
import { GROUP, PATIENCE, WORKSPACE, all, client, upload } from "./aim.mjs";

const azure = client();
const AT = [GROUP, WORKSPACE];
const MANY = 65;
let uri;

before(async () => {
  uri = await upload(azure, "many/rows.csv", "a\n1\n");
  for (let version = 1; version <= MANY; version++) {
    await azure.dataVersions.createOrUpdate(...AT, "many", `${version}`, {
      properties: { dataType: "uri_file", dataUri: uri, tags: { parity: version % 2 ? "odd" : "even" } },
    });
  }
});

const names = (page) => page.map((one) => one.name);

test("a long list comes by pages, nothing twice and nothing left out", async () => {
  const pages = [];
  for await (const page of azure.dataVersions.list(...AT, "many").byPage()) {
    pages.push(page);
  }
  assert.ok(pages.length > 1);
  assert.deepEqual(names(pages.flat()), Array.from({ length: MANY }, (_, at) => `${MANY - at}`));
});

test("a list goes on where somebody else stopped", async () => {
  const first = await azure.dataVersions.list(...AT, "many").byPage().next();
  const continuationToken = machineLearning.getContinuationToken(first.value);
  assert.ok(continuationToken);
  const second = await azure.dataVersions.list(...AT, "many").byPage({ continuationToken }).next();
  assert.equal(Number(second.value[0].name), Number(first.value.at(-1).name) - 1);
});

test("a page that is short says so by having no continuation", async () => {
  const [page] = [await azure.dataVersions.list(...AT, "many", { top: 2 }).byPage().next()];
  assert.deepEqual(names(page.value), ["65", "64"]);
  assert.equal(machineLearning.getContinuationToken(page.value), undefined);
});

test("lists are narrowed and ordered", async () => {
  const list = (options) => all(azure.dataVersions.list(...AT, "many", options)).then(names);
  assert.equal((await list({ tags: "parity=odd" })).length, 33);
  assert.deepEqual(await list({ orderBy: "createdtime asc", top: 2 }), ["1", "2"]);
  assert.deepEqual(await list({ orderBy: "createdtime desc", top: 1 }), ["65"]);
  assert.deepEqual(await list({ listViewType: "ArchivedOnly" }), []);
});

test("endpoints are listed in pages of the size that is asked for", async () => {
  for (const name of ["aaa", "bbb", "ccc"]) {
    await azure.onlineEndpoints.beginCreateOrUpdateAndWait(
      ...AT,
      name,
      { location: "westeurope", tags: { letter: name[0] }, properties: { authMode: "Key" } },
      PATIENCE,
    );
  }
  const pages = [];
  for await (const page of azure.onlineEndpoints.list(...AT, { count: 2, orderBy: "CreatedAtAsc" }).byPage()) {
    pages.push(names(page));
  }
  assert.deepEqual(pages, [["aaa", "bbb"], ["ccc"]]);
  assert.deepEqual(names(await all(azure.onlineEndpoints.list(...AT, { name: "bbb" }))), ["bbb"]);
  assert.deepEqual(names(await all(azure.onlineEndpoints.list(...AT, { tags: "letter=c" }))), ["ccc"]);
  assert.deepEqual(names(await all(azure.onlineEndpoints.list(...AT, { orderBy: "UpdatedAtDesc", count: 50 }))), ["ccc", "bbb", "aaa"]);
});

test("a list of what is not there is refused, an empty one is empty", async () => {
  assert.deepEqual(await all(azure.jobs.list(...AT)), []);
  assert.deepEqual(await all(azure.schedules.list(...AT)), []);
  assert.deepEqual(await all(azure.onlineDeployments.list(...AT, "aaa")), []);
  await assert.rejects(all(azure.dataVersions.list(...AT, "none")), { name: "RestError", statusCode: 404 });
  await assert.rejects(all(azure.onlineDeployments.list(...AT, "none")), { name: "RestError", statusCode: 404 });
  await assert.rejects(all(azure.computeOperations.listNodes(...AT, "none")), { name: "RestError", statusCode: 404 });
});
