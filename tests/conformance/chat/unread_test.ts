import assert from "node:assert/strict";
import { ReadPositions } from "../../../lib/chat/session/read_positions.ts";
import type { HistoryEvent } from "../../../lib/chat/session/session_event.ts";
import { directChannel } from "../../../lib/chat/log/channel.ts";
import { broker, uniqueTopic } from "../../support/brokers/broker.ts";
import { floodInbox } from "../../support/chat/inbox_flood.ts";
import { connect } from "../../support/brokers/client.ts";
import { tempFolder } from "../../support/temp_folder.ts";
import { resetTopic } from "../../../lib/kafka/admin/reset_topic.ts";
import { planReset } from "../../../lib/kafka/admin/reset_plan.ts";
import { joinRooms, type TestSession } from "./_sessions.ts";

/** A record that belongs to no conversation of the user whose inbox it is in. */
const chatter = { key: "other", value: "mallory: chatter" };

async function historyOf({ waitFor }: TestSession): Promise<HistoryEvent> {
  return await waitFor(({ kind }) => kind === "history") as HistoryEvent;
}

Deno.test("ChatSession marks unread messages after a restart", async () => {
  await using folder = await tempFolder();
  const kept = { folder: folder.path, clusterId: "c", user: "alice" };
  const topic = uniqueTopic("chat");
  await using bob = await joinRooms("bob", [topic]);
  {
    await using positions = new ReadPositions(kept);
    await using alice = await joinRooms("alice", [topic], { positions });
    const { firstUnread, unread } = await historyOf(alice);
    assert.deepEqual([firstUnread, unread], [null, 0]);
    await bob.session.send("seen");
    await alice.waitForText("seen");
    alice.session.markRead();
  }
  const missed = await bob.session.send("missed");
  await bob.session.send("missed too");
  {
    await using positions = new ReadPositions(kept);
    await using alice = await joinRooms("alice", [topic], { positions });
    const { firstUnread, unread } = await historyOf(alice);
    assert.deepEqual([firstUnread, unread], [missed, 2]);
    assert.equal(alice.session.channels()[0]?.unread, 2);
    alice.session.markRead();
  }
  await using positions = new ReadPositions(kept);
  await using alice = await joinRooms("alice", [topic], { positions });
  assert.deepEqual((await historyOf(alice)).unread, 0);
});

Deno.test("ChatSession counts unread messages before the history that it shows", async () => {
  await using folder = await tempFolder();
  await using positions = new ReadPositions({ folder: folder.path, clusterId: "c", user: "alice" });
  const topic = uniqueTopic("chat");
  await using bob = await joinRooms("bob", [topic]);
  {
    await using alice = await joinRooms("alice", [topic], { positions });
    await historyOf(alice);
    alice.session.markRead();
  }
  await positions[Symbol.asyncDispose]();
  await Promise.all(Array.from({ length: 200 }, (_, index) => bob.session.send(`${index}`)));
  await using alice = await joinRooms("alice", [topic], { positions, historyLines: 1 });
  const { firstUnread, unread, records } = await historyOf(alice);
  assert.equal(unread, 200);
  assert.equal(firstUnread?.offset, records[0]?.offset);
});

Deno.test("ChatSession counts all messages of a recreated room as unread", async () => {
  await using folder = await tempFolder();
  await using positions = new ReadPositions({ folder: folder.path, clusterId: "c", user: "alice" });
  const topic = uniqueTopic("chat");
  await using client = await connect();
  {
    await using alice = await joinRooms("alice", [topic], { positions });
    await using bob = await joinRooms("bob", [topic]);
    for (const text of ["a", "b", "c"]) await bob.session.send(text);
    await alice.waitForText("c");
    alice.session.markRead();
  }
  await positions[Symbol.asyncDispose]();
  await resetTopic(client, await planReset(client, topic), {});
  await using bob = await joinRooms("bob", [topic]);
  await bob.session.send("new");
  await using alice = await joinRooms("alice", [topic], { positions });
  assert.equal((await historyOf(alice)).unread, 1);
});

Deno.test("ChatSession finds a missed direct message among many for other users", async () => {
  await using folder = await tempFolder();
  const room = uniqueTopic("chat");
  const [a, b] = [`alice-${room}`, `bob-${room}`];
  const kept = { folder: folder.path, clusterId: "c", user: a };
  await using bob = await joinRooms(b, [room]);
  {
    await using positions = new ReadPositions(kept);
    await using alice = await joinRooms(a, [room], { positions });
    await bob.session.send("read", directChannel(a));
    await alice.waitForText("read", directChannel(b));
    alice.session.markRead(directChannel(b));
  }
  await bob.session.send("missed", directChannel(a));
  await using _chatter = await floodInbox(broker().brokers, {
    user: a,
    record: chatter,
    count: 1_500,
  });
  await using positions = new ReadPositions(kept);
  await using alice = await joinRooms(a, [room], { positions });
  await alice.waitForText("missed", directChannel(b));
  assert.equal(alice.session.channels().at(-1)?.unread, 1);
});

Deno.test("ChatSession saves read positions of all channels that were shown", async () => {
  await using folder = await tempFolder();
  const room = uniqueTopic("chat");
  const [a, b] = [`alice-${room}`, `bob-${room}`];
  const kept = { folder: folder.path, clusterId: "c", user: a };
  await using bob = await joinRooms(b, [room]);
  {
    await using positions = new ReadPositions(kept);
    await using alice = await joinRooms(a, [room, uniqueTopic("chat")], { positions });
    await bob.session.send("psst", directChannel(a));
    await bob.session.send("hello");
    await alice.waitForText("psst", directChannel(b));
    await alice.waitForText("hello");
    assert.equal(alice.session.channels().at(-1)?.unread, 1);
    alice.session.markShown();
    assert.equal(alice.session.channels().at(-1)?.unread, 1);
  }
  await bob.session.send("last");
  await using positions = new ReadPositions(kept);
  await using alice = await joinRooms(a, [room], { positions });
  // If the message were unread, its conversation would be open already.
  await alice.session.switchTo(directChannel(b));
  const history = await alice.waitFor((event) =>
    event.kind === "history" && event.channel.kind === "direct"
  );
  assert.equal(history.kind === "history" && history.unread, 0);
  assert.equal((await historyOf(alice)).unread, 1);
});

Deno.test("ChatSession reports once that it skipped older records of the inbox", async () => {
  await using folder = await tempFolder();
  const room = uniqueTopic("chat");
  const [a, b] = [`alice-${room}`, `bob-${room}`];
  const kept = { folder: folder.path, clusterId: "c", user: a };
  await using bob = await joinRooms(b, [room]);
  await bob.session.send("long ago", directChannel(a));
  await using _chatter = await floodInbox(broker().brokers, {
    user: a,
    record: chatter,
    count: 1_500,
  });
  const passedOver = /^searched only the last 1000 of \d{4,} records of chat-inbox .* \/msg NAME/;
  {
    await using positions = new ReadPositions(kept);
    await using alice = await joinRooms(a, [room], { positions });
    await alice.waitFor((event) => event.kind === "notice" && passedOver.test(event.text));
    assert.equal((await alice.session.history(20, directChannel(b))).length, 1);
    alice.session.markShown();
  }
  await using positions = new ReadPositions(kept);
  await using alice = await joinRooms(a, [room], { positions });
  await alice.session.switchTo(directChannel(b));
  assert.ok(!alice.events.some((event) => event.kind === "notice" && passedOver.test(event.text)));
});
