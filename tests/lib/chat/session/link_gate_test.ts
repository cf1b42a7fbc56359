import assert from "node:assert/strict";
import { roomChannel } from "../../../../lib/chat/log/channel.ts";
import { LinkGate } from "../../../../lib/chat/session/link_gate.ts";
import type { SessionEvent } from "../../../../lib/chat/session/session_event.ts";

const anHourMs = 3_600_000;

function notice(text: string): SessionEvent {
  return { kind: "notice", channel: roomChannel("dev"), text };
}

async function eventsOf(gate: LinkGate): Promise<string[]> {
  gate.close();
  const events = await Array.fromAsync(gate.events);
  return events.map((event) => {
    if (event.kind === "link") return event.isUp ? `up ${event.missed}` : "down";
    return event.kind === "notice" ? event.text : event.kind;
  });
}

Deno.test("LinkGate emits the reconnection before the missed messages", async () => {
  const gate = new LinkGate({ holdMs: anHourMs });
  gate.disconnected("dev");
  gate.disconnected("inbox");
  void gate.push(notice("of before"));
  gate.reconnected("dev", 2);
  void gate.push(notice("one"));
  void gate.push(notice("two"));
  gate.reconnected("inbox", 1);
  void gate.push(notice("three"));
  assert.deepEqual(await eventsOf(gate), ["down", "of before", "up 3", "one", "two", "three"]);
});

Deno.test("LinkGate releases events if the last disconnected reader is dropped", async () => {
  const gate = new LinkGate({ holdMs: anHourMs });
  gate.disconnected("dev");
  gate.disconnected("inbox");
  gate.reconnected("dev", 1);
  void gate.push(notice("one"));
  gate.drop("inbox");
  assert.deepEqual(await eventsOf(gate), ["down", "up 1", "one"]);
});

Deno.test("LinkGate holds events only for a while if a broker stays unreachable", async () => {
  const gate = new LinkGate({ holdMs: 1 });
  gate.disconnected("dev");
  gate.disconnected("inbox");
  gate.reconnected("dev", 1);
  const events = gate.events[Symbol.asyncIterator]();
  assert.deepEqual((await events.next()).value, { kind: "link", isUp: false });
  const taken = gate.push(notice("one"));
  assert.deepEqual((await events.next()).value, notice("one"));
  gate.reconnected("inbox", 0);
  assert.deepEqual((await events.next()).value, { kind: "link", isUp: true, missed: 1 });
  await taken;
  gate.close();
  await events.return?.();
});

Deno.test("LinkGate ends or fails after the held events", async () => {
  const gate = new LinkGate({ holdMs: anHourMs });
  gate.disconnected("dev");
  gate.disconnected("inbox");
  gate.reconnected("dev", 1);
  void gate.push(notice("one"));
  gate.fail(new Error("over"));
  const events: SessionEvent[] = [];
  await assert.rejects(async () => {
    for await (const event of gate.events) events.push(event);
  }, /over/);
  assert.deepEqual(events, [{ kind: "link", isUp: false }, notice("one")]);
});
