// Aims @azure/arm-machinelearning, which is left as it is published, at an emulator.
import machineLearning from "@azure/arm-machinelearning";

export const EMULATOR = (process.env.EMULATOR ?? "http://127.0.0.1:8081").replace(/\/+$/, "");
export const GROUP = "rg-modelrelease";
const SUBSCRIPTION = "00000000-0000-0000-0000-000000000000";

// the longest wait between two looks at an operation, in milliseconds
export const PATIENCE = { updateIntervalInMs: 100 };

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
      return next(request);
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
