import assert from "node:assert/strict";
import { encodeText } from "../../../../lib/chat/message/text_format.ts";
import {
  type MessageWriter,
  writeDirect,
  writeToRoom,
} from "../../../../lib/chat/log/write_message.ts";
import type { ProducerRecord } from "../../../../lib/kafka/producer/producer.ts";
import { textOf } from "../../../../lib/wire/bytes.ts";

const message = { kind: "message", author: "alice", text: "hi" } as const;

/** Takes records as a broker would, and tells each as one line. */
function recorder(
  { offsets = [4n, 9n] as (bigint | null)[] } = {},
): MessageWriter & { lines: string[] } {
  const lines: string[] = [];
  return {
    lines,
    encode: encodeText,
    send: ({ topic, partition, key, value, headers = [] }: ProducerRecord) => {
      const pairs = headers.map(({ key, value }) => `${key}=${textOf(value!)}`);
      lines.push(
        [topic, partition ?? "-", textOf(key!), textOf(value!), ...pairs.slice(1)].join(" "),
      );
      return Promise.resolve({ partition: 5, offset: offsets.shift() ?? null, timestamp: 0n });
    },
  };
}

Deno.test("writeToRoom() leaves the choice of the partition to the author's name", async () => {
  const writing = recorder();
  await writeToRoom(writing, { room: "ops", message });
  assert.deepEqual(writing.lines, ["ops - alice alice: hi"]);
});

Deno.test("writeToRoom() puts an edit into the partition of its target", async () => {
  const writing = recorder();
  const target = { partition: 3, offset: 0n };
  await writeToRoom(writing, { room: "ops", message: { ...message, kind: "edit", target } });
  assert.deepEqual(writing.lines, ["ops 3 alice alice: hi wah-verb=edit wah-target=3/0"]);
});

Deno.test("writeDirect() writes to the recipient, then a copy that names its place", async () => {
  const writing = recorder();
  const mine = await writeDirect(writing, { to: "bob", message, otherCopy: null });
  assert.deepEqual(writing.lines, [
    "chat-inbox - bob alice: hi wah-from=alice wah-to=bob",
    "chat-inbox - alice alice: hi wah-from=alice wah-to=bob wah-twin=5/4",
  ]);
  assert.equal(mine.offset, 9n);
});

Deno.test("writeDirect() leaves out what nobody told, and copies to oneself", async () => {
  const untold = recorder({ offsets: [null, 9n] });
  await writeDirect(untold, { to: "bob", message, otherCopy: null });
  assert.ok(!untold.lines[1]!.includes("wah-twin"));
  const alone = recorder();
  await writeDirect(alone, { to: "alice", message, otherCopy: null });
  assert.equal(alone.lines.length, 1);
});

Deno.test("writeDirect() names in each copy what is amended on that side", async () => {
  const writing = recorder();
  const amended = { ...message, kind: "edit", target: { partition: 6, offset: 1n } } as const;
  await writeDirect(writing, {
    to: "bob",
    message: amended,
    otherCopy: { partition: 9, offset: 2n },
  });
  assert.ok(writing.lines[0]!.includes("wah-target=9/2"));
  assert.ok(writing.lines[1]!.includes("wah-target=6/1"));
});

Deno.test("writeDirect() keeps no copy of what the recipient did not get", async () => {
  const writing = recorder();
  const failing: MessageWriter = { ...writing, send: () => Promise.reject(new Error("refused")) };
  await assert.rejects(writeDirect(failing, { to: "bob", message, otherCopy: null }), /refused/);
  assert.deepEqual(writing.lines, []);
});
