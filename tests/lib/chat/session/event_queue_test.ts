import assert from "node:assert/strict";
import { EventQueue } from "../../../../lib/chat/session/event_queue.ts";

Deno.test("EventQueue yields events in order, also those before the reader starts", async () => {
  const queue = new EventQueue<number>();
  void queue.push(1);
  void queue.push(2);
  const events = queue[Symbol.asyncIterator]();
  assert.deepEqual(await events.next(), { value: 1, done: false });
  assert.deepEqual(await events.next(), { value: 2, done: false });
  const next = events.next();
  void queue.push(3);
  assert.deepEqual(await next, { value: 3, done: false });
});

Deno.test("EventQueue resolves a push when the reader asks for the next event", async () => {
  const queue = new EventQueue<number>();
  let isTaken = false;
  const push = queue.push(1).then(() => isTaken = true);
  const events = queue[Symbol.asyncIterator]();
  await events.next();
  assert.equal(isTaken, false);
  void events.next();
  await push;
});

Deno.test("EventQueue ends or throws after the queued events", async () => {
  const closed = new EventQueue<number>();
  void closed.push(1);
  closed.close();
  assert.deepEqual(await Array.fromAsync(closed), [1]);
  const failed = new EventQueue<number>();
  failed.fail(new Error("broken"));
  failed.close();
  await assert.rejects(Array.fromAsync(failed), new Error("broken"));
});

Deno.test("EventQueue resolves all pushes once its reader has left", async () => {
  const queue = new EventQueue<number>();
  const pushes = [queue.push(1), queue.push(2)];
  for await (const _ of queue) break;
  await Promise.all([...pushes, queue.push(3)]);
});
