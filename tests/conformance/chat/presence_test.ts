import assert from "node:assert/strict";
import { roomChannel } from "../../../lib/chat/log/channel.ts";
import type { SessionEvent } from "../../../lib/chat/session/session_event.ts";
import { broker, uniqueTopic } from "../../support/brokers/broker.ts";
import { kcatConsume, kcatProduce } from "../../support/kafka/kcat.ts";
import { poll } from "../../support/poll.ts";
import { joinRooms, type TestSession } from "./_sessions.ts";

const { brokers } = broker();

async function users({ session }: TestSession, count: number): Promise<string[]> {
  return await poll(
    () => {
      const names = session.who().map(({ user }) => user);
      return Promise.resolve(names.length === count ? names : undefined);
    },
    () => `there are ${session.who().length} people, not ${count}`,
  );
}

Deno.test("ChatSession reports who is in a room, who arrives and who leaves", async () => {
  const room = uniqueTopic("chat");
  await using alice = await joinRooms("alice", [room], { presence: "a1", hasInbox: false });
  assert.deepEqual(await users(alice, 1), ["alice"]);
  {
    await using bob = await joinRooms("bob", [room], { presence: "b1", hasInbox: false });
    await using second = await joinRooms("bob", [room], { presence: "b2", hasInbox: false });
    await using _third = await joinRooms("carol", [uniqueTopic("chat")], {
      presence: "c1",
      hasInbox: false,
    });
    assert.deepEqual(await users(bob, 2), ["alice", "bob"]);
    assert.deepEqual(await users(second, 2), ["alice", "bob"]);
    await poll(
      () => Promise.resolve(alice.session.who().find(({ sessions }) => sessions === 2)),
      () => "there are not two sessions of bob",
    );
  }
  assert.deepEqual(await users(alice, 1), ["alice"]);
  const channel = roomChannel(room);
  assert.deepEqual(alice.events.filter(({ kind }) => kind === "presence"), [
    { kind: "presence", channel, user: "bob", isHere: true },
    { kind: "presence", channel, user: "bob", isHere: false },
  ]);
  assert.deepEqual(alice.session.userNames(), []);
});

Deno.test("ChatSession writes no presence records into the room", async () => {
  const room = uniqueTopic("chat");
  {
    await using alice = await joinRooms("alice", [room], { presence: "a1", hasInbox: false });
    await users(alice, 1);
    await using _bob = await joinRooms("bob", [room]);
    assert.deepEqual(alice.session.who().map(({ user }) => user), ["alice"]);
  }
  assert.deepEqual(await kcatConsume({ brokers, topic: room }), []);
});

Deno.test("ChatSession announces its departure when it leaves a room", async () => {
  const [one, two] = [uniqueTopic("chat"), uniqueTopic("chat")];
  await using alice = await joinRooms("alice", [one, two], { presence: "a1", hasInbox: false });
  await using bob = await joinRooms("bob", [two], { presence: "b1", hasInbox: false });
  await users(bob, 2);
  await alice.session.leave(roomChannel(two));
  await bob.waitFor((event) => event.kind === "presence" && !event.isHere);
  assert.deepEqual(await users(bob, 1), ["bob"]);
});

Deno.test("ChatSession sums up many forged presence records", async () => {
  const room = uniqueTopic("chat");
  await using alice = await joinRooms("alice", [room], { presence: "a1", hasInbox: false });
  await users(alice, 1);
  const value = JSON.stringify({ since: Date.now() });
  const forged = Array.from({ length: 3_000 }, (_, index) => (
    { key: `${room}/user-${index}/forged`, value }
  ));
  await kcatProduce({ brokers, topic: "chat-presence" }, forged);
  const arrived = (event: SessionEvent): number =>
    event.kind === "presence-summary" ? event.arrived : event.kind === "presence" ? 1 : 0;
  await alice.waitFor(() => alice.events.reduce((sum, event) => sum + arrived(event), 0) === 3_000);
  assert.equal(alice.session.who().length, 3_001);
  const events = alice.events.filter(({ kind }) => kind.startsWith("presence"));
  assert.ok(events.length < 20, `${events.length} events`);
});
