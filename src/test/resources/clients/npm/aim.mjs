// Aims @azure/arm-machinelearning, which is left as it is published, at an emulator.
import machineLearning from "@azure/arm-machinelearning";

export const EMULATOR = (process.env.EMULATOR ?? "http://127.0.0.1:8081").replace(/\/+$/, "");
export const GROUP = "rg-modelrelease";
export const WORKSPACE = "mlw-dev";
const SUBSCRIPTION = "00000000-0000-0000-0000-000000000000";

/** The longest wait between two looks at an operation, in milliseconds. */
export const PATIENCE = { updateIntervalInMs: 50 };

/** A token of the emulator's own door, for an audience. */
export async function token(audience) {
  const answer = await fetch(`${EMULATOR}/_emulator/token`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ audience }),
  });
  return (await answer.json()).access_token;
}

/** The client of the emulator's subscription. Its own policy sends no token without TLS, so another one does. */
export function client() {
  const credential = { getToken: async () => ({ token: "unused", expiresOnTimestamp: Date.now() + 3_600_000 }) };
  const azure = new machineLearning.AzureMachineLearningWorkspaces(credential, SUBSCRIPTION, {
    endpoint: EMULATOR,
    allowInsecureConnection: true,
  });
  azure.pipeline.removePolicy({ name: "bearerTokenAuthenticationPolicy" });
  azure.pipeline.addPolicy({
    name: "emulatorToken",
    async sendRequest(request, next) {
      request.allowInsecureConnection = true;
      request.headers.set("Authorization", `Bearer ${await token("https://management.azure.com")}`);
      const response = await next(request);
      response.headers.delete("Retry-After"); // the emulator's clock is faster than Azure's
      return response;
    },
  });
  return azure;
}

/** Everything that a paged list holds. */
export async function all(pages) {
  const items = [];
  for await (const item of pages) {
    items.push(item);
  }
  return items;
}

/** What `look` gives, once `isDone` says so of it. */
export async function eventually(look, isDone) {
  for (let attempt = 0; attempt < 400; attempt++) {
    const found = await look();
    if (isDone(found)) {
      return found;
    }
    await new Promise((done) => setTimeout(done, 50));
  }
  throw new Error("It does not come about.");
}

/** Uploads a text into the default datastore of a workspace; gives the address that assets take. */
export async function upload(azure, path, text) {
  const datastore = await azure.datastores.get(GROUP, WORKSPACE, "workspaceblobstore");
  const secrets = await azure.datastores.listSecrets(GROUP, WORKSPACE, "workspaceblobstore");
  const { accountName, containerName } = datastore.properties;
  const answer = await fetch(`${EMULATOR}/${accountName}/${containerName}/${path}?${secrets.sasToken}`, {
    method: "PUT",
    headers: { "x-ms-blob-type": "BlockBlob" },
    body: text,
  });
  if (answer.status !== 201) {
    throw new Error(`${path}: ${answer.status}`);
  }
  return `azureml://datastores/workspaceblobstore/paths/${path}`;
}
