import assert from "node:assert/strict";
import { EventQueue } from "../../../../lib/chat/session/event_queue.ts";
import type { SessionEvent } from "../../../../lib/chat/session/session_event.ts";
import { EventTap } from "../../../../lib/chat/terminal/event_tap.ts";

const up: SessionEvent = { kind: "link", isUp: true, missed: 0 };
const down: SessionEvent = { kind: "link", isUp: false };

Deno.test("EventTap yields an event again that one reader has not taken", async () => {
  const queue = new EventQueue<SessionEvent>();
  const tap = new EventTap(queue);
  const [one, other] = [tap.peek(), tap.peek()];
  void queue.push(up);
  void queue.push(down);
  assert.deepEqual((await one).value, up);
  assert.equal(await one, await other);
  tap.take();
  assert.deepEqual((await tap.peek()).value, down);
});

Deno.test("EventTap ends the queue when it is closed, so that no feed waits", async () => {
  const queue = new EventQueue<SessionEvent>();
  const tap = new EventTap(queue);
  const pushed = queue.push(up);
  await tap.peek();
  tap.close();
  await pushed;
});
