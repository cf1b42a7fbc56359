import assert from "node:assert/strict";
import { NotRegisteredError } from "../../../../lib/decode/registry/registry_error.ts";
import { SchemaLimitError } from "../../../../lib/decode/registry/schema_store.ts";
import { fixedRegistry } from "./_registry.ts";

const never = new AbortController().signal;
const reference = (subject: string): unknown => ({ name: subject, subject, version: 1 });
const version = (subject: string, references: readonly unknown[] = []): unknown => ({
  subject,
  version: 1,
  id: 1,
  schema: `"${subject}"`,
  references,
});

Deno.test("SchemaStore.byId() requests a schema once, for several callers too", async () => {
  await using registry = fixedRegistry({ "/schemas/ids/1": { schema: '"int"' } });
  const { store, requests } = registry;
  const schemas = await Promise.all([store.byId(1, never), store.byId(1, never)]);
  assert.equal(schemas[0], schemas[1]);
  assert.equal(await store.byId(1, never), schemas[0]);
  assert.deepEqual(schemas[0], { type: "AVRO", text: '"int"', references: [] });
  assert.deepEqual(requests, ["/schemas/ids/1"]);
});

Deno.test("SchemaStore.byId() requests again after a failure", async () => {
  await using registry = fixedRegistry({});
  for (let count = 1; count <= 2; count++) {
    await assert.rejects(registry.store.byId(1, never), NotRegisteredError);
    assert.equal(registry.requests.length, count);
  }
});

for (const answer of [null, [], {}, { schema: 1 }, { schema: "", schemaType: "XML" }, "x"]) {
  Deno.test(`SchemaStore.byId() rejects the answer ${JSON.stringify(answer)}`, async () => {
    await using registry = fixedRegistry({ "/schemas/ids/1": answer });
    await assert.rejects(registry.store.byId(1, never), /not that of a schema registry$/);
  });
}

Deno.test("SchemaStore.references() returns each schema once, after those it needs", async () => {
  await using registry = fixedRegistry({
    "/schemas/ids/1": { schema: "x", references: [reference("a"), reference("b")] },
    "/subjects/a/versions/1": version("a", [reference("b")]),
    "/subjects/b/versions/1": version("b"),
  });
  const schema = await registry.store.byId(1, never);
  const found = await registry.store.references(schema, never);
  assert.deepEqual(found.map(({ name }) => name), ["b", "a"]);
});

Deno.test("SchemaStore.references() ends if references form a cycle", async () => {
  await using registry = fixedRegistry({
    "/schemas/ids/1": { schema: "x", references: [reference("a")] },
    "/subjects/a/versions/1": version("a", [reference("b")]),
    "/subjects/b/versions/1": version("b", [reference("a")]),
  });
  const schema = await registry.store.byId(1, never);
  const found = await registry.store.references(schema, never);
  assert.deepEqual(found.map(({ name }) => name), ["b", "a"]);
});

Deno.test("SchemaStore.references() rejects too many references", async () => {
  const many = Array.from({ length: 300 }, (_, index) => `s${index}`);
  await using registry = fixedRegistry({
    "/schemas/ids/1": { schema: "x", references: many.map(reference) },
    ...Object.fromEntries(many.map((name) => [`/subjects/${name}/versions/1`, version(name)])),
  });
  const schema = await registry.store.byId(1, never);
  await assert.rejects(registry.store.references(schema, never), SchemaLimitError);
});
