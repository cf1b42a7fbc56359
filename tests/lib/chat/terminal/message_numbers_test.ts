import assert from "node:assert/strict";
import { roomChannel } from "../../../../lib/chat/log/channel.ts";
import type { MessageEntry } from "../../../../lib/chat/message/timeline.ts";
import { MessageNumbers } from "../../../../lib/chat/terminal/message_numbers.ts";

const [ops, dev] = [roomChannel("ops"), roomChannel("dev")];

function message(offset: bigint): MessageEntry {
  return {
    kind: "message",
    partition: 0,
    offset,
    timestamp: 0n,
    author: "alice",
    text: `${offset}`,
    edited: null,
    deleted: null,
  };
}

Deno.test("MessageNumbers counts the messages of all channels in one sequence", () => {
  const numbers = new MessageNumbers();
  assert.equal(numbers.assign(ops, message(0n)), 1);
  assert.equal(numbers.assign(dev, message(0n)), 2);
  assert.equal(numbers.assign(ops, message(0n)), 1);
  assert.deepEqual(numbers.in(ops).map(({ number }) => number), [1]);
  assert.equal(numbers.get(2)?.channel, dev);
});

Deno.test("MessageNumbers drops the number of the oldest message beyond its limit", () => {
  const numbers = new MessageNumbers();
  for (let offset = 0n; offset <= 10_000n; offset++) numbers.assign(ops, message(offset));
  assert.equal(numbers.get(1), undefined);
  assert.equal(numbers.at(ops, message(0n)), undefined);
  assert.equal(numbers.at(ops, message(10_000n)), 10_001);
});

Deno.test("MessageNumbers.forget() removes the numbers of one channel and reuses none", () => {
  const numbers = new MessageNumbers();
  numbers.assign(ops, message(0n));
  numbers.assign(dev, message(0n));
  numbers.forget(ops);
  assert.equal(numbers.get(1), undefined);
  assert.equal(numbers.at(dev, message(0n)), 2);
  assert.equal(numbers.assign(ops, message(0n)), 3);
});
