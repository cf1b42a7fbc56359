import assert from "node:assert/strict";
import { roomChannel } from "../../../../lib/chat/log/channel.ts";
import { LinkGate } from "../../../../lib/chat/session/link_gate.ts";
import type { SessionEvent } from "../../../../lib/chat/session/session_event.ts";

const anHourMs = 3_600_000;

function notice(text: string): SessionEvent {
  return { kind: "notice", channel: roomChannel("dev"), text };
}

async function told(gate: LinkGate): Promise<string[]> {
  gate.close();
  const events = await Array.fromAsync(gate.events);
  return events.map((event) => {
    if (event.kind === "link") return event.isUp ? `up ${event.missed}` : "away";
    return event.kind === "notice" ? event.text : event.kind;
  });
}

Deno.test("LinkGate tells that the link is back in front of what came meanwhile", async () => {
  const gate = new LinkGate({ answerTimeoutMs: anHourMs });
  gate.away("dev");
  gate.away("inbox");
  void gate.push(notice("of before"));
  gate.back("dev", 2);
  void gate.push(notice("one"));
  void gate.push(notice("two"));
  gate.back("inbox", 1);
  void gate.push(notice("three"));
  assert.deepEqual(await told(gate), ["away", "of before", "up 3", "one", "two", "three"]);
});

Deno.test("LinkGate holds nothing back for a reader that is no more", async () => {
  const gate = new LinkGate({ answerTimeoutMs: anHourMs });
  gate.away("dev");
  gate.away("inbox");
  gate.back("dev", 1);
  void gate.push(notice("one"));
  gate.drop("inbox");
  assert.deepEqual(await told(gate), ["away", "up 1", "one"]);
});

Deno.test("LinkGate holds nothing back for a broker that stays away", async () => {
  const gate = new LinkGate({ answerTimeoutMs: 1 });
  gate.away("dev");
  gate.away("inbox");
  gate.back("dev", 1);
  const events = gate.events[Symbol.asyncIterator]();
  assert.deepEqual((await events.next()).value, { kind: "link", isUp: false });
  const taken = gate.push(notice("one"));
  assert.deepEqual((await events.next()).value, notice("one"));
  gate.back("inbox", 0);
  assert.deepEqual((await events.next()).value, { kind: "link", isUp: true, missed: 1 });
  await taken;
  gate.close();
  await events.return?.();
});

Deno.test("LinkGate ends with what it held, and with the error", async () => {
  const gate = new LinkGate({ answerTimeoutMs: anHourMs });
  gate.away("dev");
  gate.away("inbox");
  gate.back("dev", 1);
  void gate.push(notice("one"));
  gate.fail(new Error("over"));
  const events: SessionEvent[] = [];
  await assert.rejects(async () => {
    for await (const event of gate.events) events.push(event);
  }, /over/);
  assert.deepEqual(events, [{ kind: "link", isUp: false }, notice("one")]);
});
