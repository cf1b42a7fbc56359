import assert from "node:assert/strict";
import fc from "fast-check";
import { decodeRecords } from "../../../../lib/chat/message/decode.ts";
import { openEncoder } from "../../../../lib/chat/message/encode.ts";
import { formats } from "../../../../lib/chat/message/format.ts";
import type { Amendment, NewMessage } from "../../../../lib/chat/message/message.ts";
import { isUserName } from "../../../../lib/chat/message/user_name.ts";
import { raw } from "../_records.ts";

const plain = { noNullPrototype: true };
const kinds = ["message", "edit", "delete", "foreign"];

Deno.test("decodeRecords() reads a room with messages in every format", async () => {
  const records = await decodeRecords([
    raw("alice: one", {}, { offset: 1n }),
    raw('{"username":"bob","message":"two"}', {}, { offset: 2n }),
    raw(Uint8Array.fromHex("0a0563617272791205" + "7468726565"), {}, { offset: 3n }),
  ]);
  assert.deepEqual(records, [
    {
      partition: 0,
      offset: 1n,
      timestamp: 1_000n,
      content: { kind: "message", author: "alice", text: "one" },
      style: { format: "text", hasUserField: false },
    },
    {
      partition: 0,
      offset: 2n,
      timestamp: 1_000n,
      content: { kind: "message", author: "bob", text: "two" },
      style: { format: "json", hasUserField: false },
    },
    {
      partition: 0,
      offset: 3n,
      timestamp: 1_000n,
      content: { kind: "message", author: "carry", text: "three" },
      style: { format: "protobuf", hasUserField: false },
    },
  ]);
});

Deno.test("decodeRecords() returns the reason and the beginning of a foreign record", async () => {
  const records = await decodeRecords([
    raw(null),
    raw(""),
    raw('{"username":'),
    raw(`garbage ${"x".repeat(100)}`),
    raw(Uint8Array.of(0x0a, 0x09, 0x61)),
  ]);
  assert.deepEqual(records.map(({ content }) => content), [
    { kind: "foreign", reason: "no value", excerpt: "", isTombstone: true },
    { kind: "foreign", reason: "empty value", excerpt: "" },
    { kind: "foreign", reason: "broken JSON", excerpt: '{"username":' },
    {
      kind: "foreign",
      reason: "no user name before a colon",
      excerpt: `garbage ${"x".repeat(52)}…`,
    },
    { kind: "foreign", reason: "broken Protobuf", excerpt: "\n\ta" },
  ]);
});

Deno.test("decodeRecords() never throws, for any bytes and headers", async () => {
  const header = fc.record({
    key: fc.constantFrom("content-type", "wah-verb", "wah-target", "other"),
    value: fc.option(
      fc.oneof(
        fc.uint8Array(),
        fc.constantFrom("application/json", "application/protobuf", "edit", "delete", "0/0")
          .map((text) => new TextEncoder().encode(text)),
      ),
    ),
  });
  const value = fc.oneof(
    fc.uint8Array(),
    fc.uint8Array().map((bytes) => Uint8Array.of(0x0a, 1, 0x61, ...bytes)),
    fc.json().map((text) => new TextEncoder().encode(text)),
    fc.dictionary(
      fc.constantFrom("username", "message", "verb", "target_offset", "target_partition", "user"),
      fc.jsonValue(),
    ).map((fields) => new TextEncoder().encode(JSON.stringify(fields))),
  );
  await fc.assert(
    fc.asyncProperty(fc.option(value), fc.array(header), async (value, headers) => {
      const [record] = await decodeRecords([{ ...raw(value), headers }]);
      assert.ok(kinds.includes(record!.content.kind));
    }),
    { numRuns: 500 },
  );
});

Deno.test("decodeRecords() returns what each encoder wrote", async () => {
  const author = fc.string({ unit: "grapheme", minLength: 1, maxLength: 8 }).filter(isUserName);
  const text = fc.string({ unit: "grapheme" });
  const target = fc.record({
    partition: fc.nat(),
    offset: fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }),
  }, plain);
  const message: fc.Arbitrary<NewMessage | Amendment> = fc.oneof(
    fc.record({ kind: fc.constant("message" as const), author, text }, plain),
    fc.record(
      { kind: fc.constantFrom("edit" as const, "delete" as const), author, text, target },
      plain,
    ),
  );
  for (const format of formats) {
    const encode = await openEncoder(format);
    await fc.assert(fc.asyncProperty(message, async (message) => {
      const [record] = await decodeRecords([{ ...raw(null), ...encode(message) }]);
      assert.deepEqual(record!.content, message);
    }));
  }
});
