import assert from "node:assert/strict";
import { roomChannel } from "../../../../lib/chat/log/channel.ts";
import { LiveFold, type RecordEffect } from "../../../../lib/chat/session/live_fold.ts";
import type { ChatRecord } from "../../../../lib/chat/message/message.ts";
import { deletion, edit, post, record } from "../_records.ts";

const room = roomChannel("room");
const other = { partition: 1, offset: 0n };

/** A fold over a log that contains `stored`; counts how often the log is read. */
function fold(stored: readonly ChatRecord[] = []): {
  apply: (record: ChatRecord) => Promise<RecordEffect>;
  live: LiveFold;
  reads: () => number;
} {
  let reads = 0;
  const live = new LiveFold({
    readAmended: () => {
      reads += 1;
      return Promise.resolve(stored);
    },
  });
  return { live, apply: (record) => live.apply(room, record), reads: () => reads };
}

Deno.test("LiveFold applies an edit by the author and refuses one by another user", async () => {
  const { apply, reads } = fold();
  const target = { partition: 0, offset: 0n };
  assert.deepEqual(await apply(record(0n, post("bob", "one"))), { kind: "message" });
  assert.deepEqual(await apply(record(1n, edit("bob", "two", 0n))), {
    kind: "edited",
    target,
    owner: "bob",
  });
  assert.deepEqual(await apply(record(2n, edit("eve", "bad", 0n))), {
    kind: "refused",
    target,
    owner: "bob",
  });
  assert.deepEqual(await apply(record(3n, deletion("bob", 1n))), {
    kind: "deleted",
    target,
    owner: "bob",
  });
  assert.deepEqual(await apply(record(4n, edit("bob", "late", 0n))), { kind: "unchanged" });
  assert.equal(reads(), 0);
});

Deno.test("LiveFold finds in the log that an older message is deleted", async () => {
  const { apply } = fold([record(0n, post("bob", "one")), record(1n, deletion("bob", 0n))]);
  assert.deepEqual(await apply(record(9n, edit("bob", "two", 0n))), { kind: "unchanged" });
});

Deno.test("LiveFold does not apply an edit of a record that is not in the log", async () => {
  const { apply } = fold();
  assert.deepEqual(await apply(record(9n, edit("bob", "two", 99n))), { kind: "unplaced" });
});

Deno.test("LiveFold returns a message that arrives after its edit", async () => {
  const { apply } = fold([record(other, post("bob", "one"))]);
  assert.deepEqual(await apply(record(5n, edit("bob", "two", other))), {
    kind: "edited",
    target: other,
    owner: "bob",
  });
  assert.deepEqual(await apply(record(other, post("bob", "one"))), { kind: "message" });
  assert.deepEqual(await apply(record(other, post("bob", "one"))), { kind: "unchanged" });
});

Deno.test("LiveFold forgets a room that was created again", async () => {
  const { apply, live } = fold();
  await apply(record(0n, post("bob", "one")));
  live.forget(room);
  assert.deepEqual(await apply(record(0n, post("eve", "one"))), { kind: "message" });
  assert.deepEqual(await apply(record(1n, edit("bob", "two", 0n))), {
    kind: "refused",
    target: { partition: 0, offset: 0n },
    owner: "eve",
  });
});
