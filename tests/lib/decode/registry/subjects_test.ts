import assert from "node:assert/strict";
import { checkCompatibility, listSubjects } from "../../../../lib/decode/registry/subjects.ts";
import { fixedRegistry } from "./_registry.ts";

const { signal } = new AbortController();
const schema = { type: "AVRO", text: '"int"', references: [] } as const;
const request = { subject: "a", version: "latest", schema, signal } as const;
const path = "/compatibility/subjects/a/versions/latest";

Deno.test("listSubjects() returns names, sorted", async () => {
  await using registry = fixedRegistry({ "/subjects": ["b", "a"] });
  assert.deepEqual(await listSubjects(registry.store.client, signal), ["a", "b"]);
});

Deno.test("checkCompatibility() returns the verdict and its reasons", async () => {
  await using registry = fixedRegistry({ [path]: { is_compatible: false, messages: ["why"] } });
  assert.deepEqual(await checkCompatibility(registry.store.client, request), {
    isCompatible: false,
    messages: ["why"],
  });
});

for (const answer of [{}, [1], null]) {
  Deno.test(`checkCompatibility() rejects ${JSON.stringify(answer)}`, async () => {
    await using registry = fixedRegistry({ "/subjects": answer, [path]: answer });
    const { client } = registry.store;
    await assert.rejects(listSubjects(client, signal), /not that of a schema registry$/);
    await assert.rejects(checkCompatibility(client, request), /not that of a schema registry$/);
  });
}
