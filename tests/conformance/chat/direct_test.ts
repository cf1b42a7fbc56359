import assert from "node:assert/strict";
import { directChannel, roomChannel } from "../../../lib/chat/log/channel.ts";
import { inboxPartition } from "../../../lib/chat/message/direct_message.ts";
import { broker, uniqueTopic } from "../../support/brokers/broker.ts";
import { connect } from "../../support/brokers/client.ts";
import { floodInbox } from "../../support/chat/inbox_flood.ts";
import { kcatConsume, kcatProduce } from "../../support/kafka/kcat.ts";
import { joinRooms } from "./_sessions.ts";

const { brokers } = broker();

/** Unique user names, because all conversations of a cluster share one topic. */
function people(): [alice: string, bob: string, room: string] {
  const room = uniqueTopic("chat");
  return [`alice-${room}`, `bob-${room}`, room];
}

Deno.test("ChatSession delivers direct messages to both users, and to no others", async () => {
  const [a, b, room] = people();
  const [toBob, toAlice] = [directChannel(b), directChannel(a)];
  await using alice = await joinRooms(a, [room]);
  await using bob = await joinRooms(b, [room], { format: "protobuf" });
  await using carol = await joinRooms("carol", [room]);
  // Messages sent before his inbox is open would be history.
  await bob.session.switchTo(toAlice);
  await bob.session.switchTo(roomChannel(room));
  await alice.session.send("psst", toBob);
  await bob.waitForText("psst", toAlice);
  await bob.session.send("what?", toAlice);
  await alice.waitForText("what?", toBob);
  await alice.session.send("over");
  await Promise.all([bob.waitForText("over"), carol.waitForText("over")]);
  assert.deepEqual(alice.linesIn(toBob), ["joined", "notice", `${a}: psst`, `${b}: what?`]);
  assert.deepEqual(bob.linesIn(toAlice), ["joined", "notice", `${a}: psst`, `${b}: what?`]);
  assert.deepEqual(bob.session.channels(), [
    { channel: roomChannel(room), unread: 1, isCurrent: true },
    // A user who answers has read the messages before.
    { channel: toAlice, unread: 0, isCurrent: false },
  ]);
  assert.deepEqual(carol.linesIn(roomChannel(room)), ["joined", "history", `${a}: over`]);
  assert.deepEqual(carol.session.channels().length, 1);
});

Deno.test("ChatSession reports once that direct messages are not encrypted", async () => {
  const [a, b, room] = people();
  await using alice = await joinRooms(a, [room]);
  await alice.session.switchTo(directChannel(b));
  await alice.session.switchTo(directChannel("carol"));
  assert.deepEqual(alice.session.current, directChannel("carol"));
  await alice.waitFor((event) => event.kind === "notice");
  assert.equal(alice.events.filter(({ kind }) => kind === "notice").length, 1);
  await assert.rejects(alice.session.switchTo(directChannel("a:b")), { name: "UsageError" });
});

Deno.test("ChatSession shows unread conversations at once, and others when opened", async () => {
  const [a, b, room] = people();
  const [toBob, toAlice] = [directChannel(b), directChannel(a)];
  {
    await using alice = await joinRooms(a, [room]);
    for (const text of ["one", "two", "three"]) await alice.session.send(text, toBob);
  }
  await using bob = await joinRooms(b, [room]);
  const history = await bob.waitFor(({ kind, ...event }) =>
    kind === "history" && "channel" in event && event.channel?.kind === "direct"
  );
  assert.ok(history.kind === "history");
  assert.equal(history.unread, 3);
  assert.equal(history.firstUnread?.offset, history.records[0]?.offset);
  await bob.session.send("four", toAlice);
  await using again = await joinRooms(a, [room]);
  await again.session.switchTo(toBob);
  await again.waitForText("four", toBob);
  const texts = (await again.session.history(10, toBob)).map(({ content }) =>
    content.kind === "foreign" ? "" : content.text
  );
  assert.deepEqual(texts, ["one", "two", "three", "four"]);
});

Deno.test("ChatSession edits and deletes a direct message on both sides", async () => {
  const [a, b, room] = people();
  const [toBob, toAlice] = [directChannel(b), directChannel(a)];
  await using alice = await joinRooms(a, [room]);
  await using bob = await joinRooms(b, [room]);
  const mine = await alice.session.send("helo", toBob);
  const theirs = await bob.waitForText("helo", toAlice);
  assert.ok(mine !== null);
  await alice.session.edit(mine, "hello", toBob);
  const { content } = await bob.waitForText("hello", toAlice);
  assert.ok(content.kind === "edit");
  assert.deepEqual(content.target, { partition: theirs.partition, offset: theirs.offset });
  await using elsewhere = await joinRooms(a, [room]);
  await elsewhere.session.delete(mine, toBob);
  const deletion = await alice.waitForText("Message deleted", toBob);
  assert.ok(deletion.content.kind === "delete");
  assert.deepEqual(deletion.content.target, mine);
  const position = { partition: theirs.partition, offset: theirs.offset };
  await assert.rejects(bob.session.edit(position, "hacked", toAlice), { name: "FailedError" });
});

Deno.test("ChatSession sends a direct message to its own user once", async () => {
  const [a, , room] = people();
  await using alice = await joinRooms(a, [room]);
  const position = await alice.session.send("note to self", directChannel(a));
  await alice.waitForText("note to self", directChannel(a));
  assert.ok(position !== null);
  await alice.session.delete(position, directChannel(a));
  await alice.waitForText("Message deleted", directChannel(a));
  assert.equal(alice.linesIn(directChannel(a)).length, 4);
});

Deno.test("ChatSession accepts direct messages of any client unless they contradict", async () => {
  const [a, b, room] = people();
  await using alice = await joinRooms(a, [room]);
  await alice.session.switchTo(directChannel(b));
  await kcatProduce({ brokers, topic: "chat-inbox" }, [
    { key: a, value: `${b}: plain` },
    { key: a, value: `{"username":"${b}","message":"json"}` },
    { key: a, value: `${b}: forged`, headers: [["wah-from", "mallory"], ["wah-to", a]] },
    { key: a, value: `${b}: elsewhere`, headers: [["wah-from", b], ["wah-to", "carol"]] },
    { key: a, value: "garbage" },
    { key: b, value: "mallory: not for alice" },
    { key: a, value: `${b}: last` },
  ]);
  await alice.waitForText("last", directChannel(b));
  assert.deepEqual(alice.linesIn(directChannel(b)), [
    "joined",
    "notice",
    `${b}: plain`,
    `${b}: json`,
    'for "carol"',
    `${b}: last`,
  ]);
  assert.deepEqual(alice.linesIn(directChannel("mallory")), [
    "joined",
    `by "${b}", sent by "mallory"`,
  ]);
  const notices = alice.events.flatMap((event) =>
    event.kind === "notice" && event.channel === null ? [event.text] : []
  );
  assert.equal(notices.length, 1);
  assert.match(notices[0]!, /^chat-inbox \d+\/\d+ is not a chat message \(no user name/);
});

Deno.test("ChatSession writes direct messages to the default partition of the key", async () => {
  const [a, b, room] = people();
  await using alice = await joinRooms(a, [room], { format: "json" });
  await alice.session.send("hello", directChannel(b));
  const records = (await kcatConsume({ brokers, topic: "chat-inbox" }))
    .filter(({ key }) => key === a || key === b);
  await using client = await connect();
  const { topics } = await client.metadata({ topics: ["chat-inbox"] });
  const count = topics.get("chat-inbox")!.partitions.length;
  const theirs = records.find(({ key }) => key === b)!;
  const mine = records.find(({ key }) => key === a)!;
  assert.equal(count, 12);
  assert.equal(theirs.partition, inboxPartition(b, count));
  assert.equal(mine.partition, inboxPartition(a, count));
  assert.equal(theirs.payload, `{"username":"${a}","message":"hello"}`);
  assert.equal(mine.payload, theirs.payload);
});

Deno.test("ChatSession.hasSeen() knows users in a room and authors, not recipients", async () => {
  const [a, b, room] = people();
  await using alice = await joinRooms(a, [room]);
  assert.equal(alice.session.hasSeen(a), true);
  assert.equal(alice.session.hasSeen(b), false);
  await alice.session.send("psst", directChannel(b));
  await alice.waitForText("psst", directChannel(b));
  assert.equal(alice.session.hasSeen(b), false);
  await using bob = await joinRooms(b, [room]);
  await bob.session.send("hello");
  await alice.waitForText("hello");
  assert.equal(alice.session.hasSeen(b), true);
});

Deno.test("ChatSession sums up forged records that belong to no conversation", async () => {
  const [a, , room] = people();
  await using alice = await joinRooms(a, [room]);
  await alice.session.switchTo(directChannel("carol"));
  const record = { key: a, value: "no sender" };
  await using _forged = await floodInbox(brokers, { user: a, record, count: 2_000 });
  await alice.waitFor((event) =>
    event.kind === "notice" && /more records .* are not chat/.test(event.text)
  );
  const notices = alice.events.filter(({ kind }) => kind === "notice");
  assert.ok(notices.length < 200, `${notices.length} notices`);
});
