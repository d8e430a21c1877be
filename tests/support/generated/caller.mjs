// Calls operations of a generated client, one a line: {operation, options} in, {status, headers, body} out.
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const [folder, site] = process.argv.slice(2);
const sdk = await import(pathToFileURL(`${folder}/sdk.gen.ts`));
const { client } = await import(pathToFileURL(`${folder}/client.gen.ts`));
client.setConfig({ baseUrl: site, redirect: "manual" });

for await (const line of createInterface({ input: process.stdin })) {
  const { operation, options } = JSON.parse(line);
  let told;
  try {
    const { data, error, response } = await sdk[operation](options);
    told = { status: response.status, headers: [...response.headers], body: data ?? error ?? null };
  } catch (failure) {
    told = { failure: String(failure?.stack ?? failure) };
  }
  process.stdout.write(`${JSON.stringify(told)}\n`);
}
