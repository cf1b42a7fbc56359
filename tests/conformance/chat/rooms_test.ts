import assert from "node:assert/strict";
import { directChannel, roomChannel } from "../../../lib/chat/log/channel.ts";
import { UsageError } from "../../../lib/errors.ts";
import { broker, uniqueTopic } from "../../support/brokers/broker.ts";
import { connect, createTopic } from "../../support/brokers/client.ts";
import { kcatConsume } from "../../support/kafka/kcat.ts";
import { joinRooms as join, type TestSession } from "./_sessions.ts";

const { brokers } = broker();

/** Without an inbox, which can contain any records on a shared broker. */
function joinRooms(
  author: string,
  rooms: readonly string[],
  options: Parameters<typeof join>[2] = {},
): Promise<TestSession> {
  return join(author, rooms, { hasInbox: false, ...options });
}

Deno.test("ChatSession joins several rooms, and each event names its room", async () => {
  const [one, two] = [roomChannel(uniqueTopic("chat")), roomChannel(uniqueTopic("chat"))];
  await using alice = await joinRooms("alice", [one.room, two.room, one.room]);
  await using bob = await joinRooms("bob", [two.room]);
  await alice.session.send("to one");
  await alice.session.send("to two", two);
  await bob.waitForText("to two");
  await bob.session.send("back");
  await alice.waitForText("back", two);
  assert.deepEqual(alice.linesIn(one), ["joined", "history", "alice: to one"]);
  assert.deepEqual(alice.linesIn(two), ["joined", "history", "alice: to two", "bob: back"]);
  assert.deepEqual(alice.session.channels(), [
    { channel: one, unread: 0, isCurrent: true },
    { channel: two, unread: 1, isCurrent: false },
  ]);
  alice.session.markRead(two);
  assert.equal(alice.session.channels()[1]?.unread, 0);
  assert.deepEqual(alice.session.userNames(two), ["bob"]);
});

Deno.test("ChatSession joins and leaves rooms, but does not leave the last one", async () => {
  const [one, two] = [roomChannel(uniqueTopic("chat")), roomChannel(uniqueTopic("chat"))];
  await using alice = await joinRooms("alice", [one.room]);
  await using bob = await joinRooms("bob", [two.room]);
  await bob.session.send("before");
  await alice.session.join(two.room);
  await alice.waitForText("before", two);
  assert.deepEqual(alice.session.current, two);
  await bob.session.send("live");
  await alice.waitForText("live", two);
  await alice.session.leave();
  assert.deepEqual(alice.session.current, one);
  await alice.waitFor((event) => event.kind === "left" && event.channel.kind === "room");
  await assert.rejects(alice.session.leave(), UsageError);
  await assert.rejects(alice.session.leave(two), UsageError);
  await assert.rejects(alice.session.switchTo(two), UsageError);
  await assert.rejects(alice.session.join("a b"), UsageError);
  await assert.rejects(alice.session.leave(directChannel("bob")), UsageError);
  await bob.session.send("unheard");
  await bob.waitForText("unheard");
  await alice.session.join(two.room);
  await alice.waitFor((event) => event.kind === "history" && event.records.length === 3);
  assert.deepEqual(alice.linesIn(two), [
    "joined",
    "history",
    "bob: live",
    "left",
    "joined",
    "history",
  ]);
});

Deno.test("ChatSession edits and deletes its own messages, in any partition and at 0", async () => {
  await using client = await connect();
  await using topic = await createTopic(client, { prefix: "chat", partitions: 3 });
  await using alice = await joinRooms("alice", [topic.name], { format: "json" });
  await using bob = await joinRooms("bob", [topic.name]);
  const first = await alice.session.send("helo");
  assert.ok(first !== null && first.offset === 0n);
  await alice.session.edit(first, "hello");
  await alice.session.delete(first);
  const { content } = await bob.waitForText("Message deleted");
  assert.deepEqual(content, {
    kind: "delete",
    author: "alice",
    text: "Message deleted",
    target: first,
  });
  const records = await kcatConsume({ brokers, topic: topic.name });
  assert.deepEqual(records.map(({ partition, key }) => [partition, key]), [
    [first.partition, "alice"],
    [first.partition, "alice"],
    [first.partition, "alice"],
  ]);
  assert.deepEqual(JSON.parse(records[1]?.payload ?? ""), {
    username: "alice",
    message: "hello",
    verb: "edit",
    target_partition: first.partition,
    target_offset: 0,
  });
});

Deno.test("ChatSession refuses to edit or delete messages of other users", async () => {
  const topic = uniqueTopic("chat");
  await using alice = await joinRooms("alice", [topic]);
  const target = await alice.session.send("mine");
  assert.ok(target !== null);
  const amendment = await alice.session.edit(target, "still mine");
  assert.ok(amendment !== null);
  await using bob = await joinRooms("bob", [topic], { historyLines: 0 });
  const refused = { name: "FailedError" };
  await assert.rejects(bob.session.edit(target, "hacked"), {
    ...refused,
    message: `Cannot edit 0/0 in "${topic}": "alice" wrote it; you can only edit your own messages`,
  });
  await assert.rejects(bob.session.delete(target), refused);
  await assert.rejects(alice.session.edit(amendment, "an edit of an edit"), {
    ...refused,
    message: `Cannot edit 0/1 in "${topic}": it is an edit of 0/0`,
  });
  await assert.rejects(alice.session.delete({ partition: 0, offset: 99n }), {
    ...refused,
    message: `Cannot delete 0/99 in "${topic}": there is no such message, or it no longer exists`,
  });
  await assert.rejects(alice.session.delete({ partition: 7, offset: 0n }), refused);
  assert.deepEqual(bob.session.unsent, []);
  assert.equal((await kcatConsume({ brokers, topic })).length, 2);
});

Deno.test("ChatSession reads more history on request", async () => {
  const topic = uniqueTopic("chat");
  await using alice = await joinRooms("alice", [topic]);
  await Promise.all(["a", "b", "c"].map((text) => alice.session.send(text)));
  const records = await alice.session.history(2);
  assert.deepEqual(records.map(({ offset }) => offset), [0n, 1n, 2n]);
});
