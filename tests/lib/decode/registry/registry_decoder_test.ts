import assert from "node:assert/strict";
import { registryDecoder } from "../../../../lib/decode/registry/registry_decoder.ts";
import type { Decoder } from "../../../../lib/decode/decoder.ts";
import { decoded, failureOf, hex } from "../_decode.ts";
import { fixedRegistry } from "./_registry.ts";

const never = new AbortController().signal;

/** Decodes a value after what it needs is loaded. */
async function decode(decoder: Decoder, bytes: string): Promise<unknown> {
  const value = hex(bytes);
  if (decoder.needsLoad!(value, 0, value.byteLength)) await decoder.load!(value, never);
  assert.equal(decoder.needsLoad!(value, 0, value.byteLength), false);
  return decoded(decoder, value);
}

async function reasonOf(decoder: Decoder, bytes: string): Promise<string> {
  await decode(decoder, bytes).catch(() => {});
  return failureOf(() => decoded(decoder, hex(bytes)));
}

const proto = `syntax = "proto3"; import "item.proto";
  message First { int32 x = 1; }
  message Outer { message A {} message Inner { Item item = 1; } }`;
const item = 'syntax = "proto3"; message Item { string name = 1; }';
const avroItem = '{"type":"record","name":"Item","fields":[{"name":"id","type":"int"}]}';

const answers = {
  "/schemas/ids/1": { schema: '"string"' },
  "/schemas/ids/2": { schema: "{}", schemaType: "JSON" },
  "/schemas/ids/3": {
    schema: proto,
    schemaType: "PROTOBUF",
    references: [{ name: "item.proto", subject: "item", version: 1 }],
  },
  "/subjects/item/versions/1": { id: 9, version: 1, schema: item, schemaType: "PROTOBUF" },
  "/schemas/ids/4": {
    schema: '{"type":"map","values":"Item"}',
    references: [{ name: "Item", subject: "avro-item", version: 1 }],
  },
  "/subjects/avro-item/versions/1": { id: 10, version: 1, schema: avroItem },
  "/schemas/ids/5": { schema: '{"type":"record","name":"a(){}","fields":[]}' },
  "/schemas/ids/6": { schema: "message {", schemaType: "PROTOBUF" },
};

for (
  const [what, bytes, expected] of [
    ["Avro", "00 00000001 02 61", "a"],
    ["JSON", "00 00000002 7b 22 61 22 3a 31 7d", { a: 1 }],
    ["the first message in Protobuf", "00 00000003 00 08 05", { x: 5 }],
    ["another message in Protobuf", "00 00000003 04 02 02 0a 03 0a 01 61", { item: { name: "a" } }],
    ["Avro with a reference", "00 00000004 02 02 61 0e 00", { a: { id: 7 } }],
  ] as const
) {
  Deno.test(`registryDecoder() decodes ${what}`, async () => {
    await using registry = fixedRegistry(answers);
    assert.deepEqual(await decode(registryDecoder(registry.store), bytes), expected);
  });
}

for (
  const [what, bytes, reason] of [
    ["an unknown id", "00 00000063 02", /^the registry has no schema 99: no \/schemas\/ids\/99$/],
    ["no id", "7b 7d", /^it does not begin with a schema id$/],
    ["an Avro schema whose name is code", "00 00000005", /^schema 5 cannot be used: "a\(\){}"/],
    ["an invalid Protobuf schema", "00 00000006 00", /^Cannot use the Protobuf schema/],
    ["an index that no message has", "00 00000003 02 08", /^the schema has no message type 4$/],
    ["malformed bytes", "00 00000001 08 61", /^it is cut short$/],
  ] as const
) {
  Deno.test(`registryDecoder() fails for ${what}, and continues`, async () => {
    await using registry = fixedRegistry(answers);
    const decoder = registryDecoder(registry.store);
    assert.match(await reasonOf(decoder, bytes), reason);
    assert.equal(await decode(decoder, "00 00000001 02 61"), "a");
  });
}
