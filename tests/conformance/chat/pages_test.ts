import assert from "node:assert/strict";
import { directChannel, roomChannel } from "../../../lib/chat/log/channel.ts";
import type { ChatRecord } from "../../../lib/chat/message/message.ts";
import { uniqueTopic } from "../../support/brokers/broker.ts";
import { connect, createTopic } from "../../support/brokers/client.ts";
import { joinRooms } from "./_sessions.ts";

function textsOf(records: readonly ChatRecord[]): string[] {
  return records.map(({ content }) => content.kind === "foreign" ? content.reason : content.text);
}

Deno.test("ChatSession reads a room page by page, from its end to its start", async () => {
  const room = uniqueTopic("chat");
  await using alice = await joinRooms("alice", [room], { hasInbox: false });
  const { session } = alice;
  for (let n = 0; n < 5; n++) await session.send(`n${n}`);
  await session.edit({ partition: 0, offset: 0n }, "edited");
  const last = await session.page(new Map(), 4);
  assert.deepEqual(textsOf(last.records), ["n2", "n3", "n4", "edited"]);
  assert.deepEqual([last.from, last.more], [new Map([[0, 2n]]), new Set([0])]);
  const first = await session.page(last.from, 4);
  assert.deepEqual(textsOf(first.records), ["n0", "n1"]);
  assert.deepEqual([first.from, first.more], [new Map([[0, 0n]]), new Set()]);
});

Deno.test("ChatSession reads a page of each partition of a room, merged by time", async () => {
  await using client = await connect();
  await using topic = await createTopic(client, { partitions: 2 });
  const room = topic.name;
  await using alice = await joinRooms("alice", [room], { hasInbox: false });
  await using bob = await joinRooms("bob", [room], { hasInbox: false });
  await alice.session.send("one");
  await bob.session.send("two");
  await alice.session.send("three");
  const { records, from, more } = await alice.session.page(new Map(), 100);
  assert.deepEqual(new Set(textsOf(records)), new Set(["one", "two", "three"]));
  assert.deepEqual([from, more], [new Map([[0, 0n], [1, 0n]]), new Set()]);
});

Deno.test("ChatSession reads pages of a conversation, without those of other users", async () => {
  const room = uniqueTopic("chat");
  const [a, b, c] = [`alice-${room}`, `bob-${room}`, `carol-${room}`];
  await using alice = await joinRooms(a, [room]);
  await alice.session.send("to bob", directChannel(b));
  await alice.session.send("to carol", directChannel(c));
  const { records } = await alice.session.page(new Map(), 10, directChannel(b));
  assert.deepEqual(textsOf(records), ["to bob"]);
  assert.deepEqual(alice.session.current, roomChannel(room));
});
