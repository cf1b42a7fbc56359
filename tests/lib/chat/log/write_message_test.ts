import assert from "node:assert/strict";
import { encodeText } from "../../../../lib/chat/message/text_format.ts";
import {
  type MessageWriter,
  writeDirect,
  writeToRoom,
} from "../../../../lib/chat/log/write_message.ts";
import type { ProducerRecord } from "../../../../lib/kafka/producer/producer_options.ts";
import { textOf } from "../../../../lib/wire/bytes.ts";

const message = { kind: "message", author: "alice", text: "hi" } as const;

/** A writer without a broker that records each record as one line. */
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

Deno.test("writeToRoom() lets the key choose the partition", async () => {
  const recording = recorder();
  await writeToRoom(recording, { room: "ops", message });
  assert.deepEqual(recording.lines, ["ops - alice alice: hi"]);
});

Deno.test("writeToRoom() writes an edit to the partition of its target", async () => {
  const recording = recorder();
  const target = { partition: 3, offset: 0n };
  await writeToRoom(recording, { room: "ops", message: { ...message, kind: "edit", target } });
  assert.deepEqual(recording.lines, ["ops 3 alice alice: hi wah-verb=edit wah-target=3/0"]);
});

Deno.test("writeDirect() writes to the recipient, then a copy with its position", async () => {
  const recording = recorder();
  const mine = await writeDirect(recording, { to: "bob", message, otherCopy: null });
  assert.deepEqual(recording.lines, [
    "chat-inbox - bob alice: hi wah-from=alice wah-to=bob",
    "chat-inbox - alice alice: hi wah-from=alice wah-to=bob wah-twin=5/4",
  ]);
  assert.equal(mine.offset, 9n);
});

Deno.test("writeDirect() omits an unknown position, and a second copy to the sender", async () => {
  const recording = recorder({ offsets: [null, 9n] });
  await writeDirect(recording, { to: "bob", message, otherCopy: null });
  assert.ok(!recording.lines[1]!.includes("wah-twin"));
  const alone = recorder();
  await writeDirect(alone, { to: "alice", message, otherCopy: null });
  assert.equal(alone.lines.length, 1);
});

Deno.test("writeDirect() names in each copy the target in the same inbox", async () => {
  const recording = recorder();
  const amended = { ...message, kind: "edit", target: { partition: 6, offset: 1n } } as const;
  await writeDirect(recording, {
    to: "bob",
    message: amended,
    otherCopy: { partition: 9, offset: 2n },
  });
  assert.ok(recording.lines[0]!.includes("wah-target=9/2"));
  assert.ok(recording.lines[1]!.includes("wah-target=6/1"));
});

Deno.test("writeDirect() writes no copy if the recipient did not get the message", async () => {
  const recording = recorder();
  const failing: MessageWriter = { ...recording, send: () => Promise.reject(new Error("refused")) };
  await assert.rejects(writeDirect(failing, { to: "bob", message, otherCopy: null }), /refused/);
  assert.deepEqual(recording.lines, []);
});
