import assert from "node:assert/strict";
import type { InputLine } from "../../../../lib/chat/pipe/input_lines.ts";
import { LineSender, SendTimeoutError } from "../../../../lib/chat/pipe/line_sender.ts";

function line(number: number, text = `line ${number}`): InputLine {
  return { number, text, sizeBytes: text.length, isMangled: false };
}

async function* numbered(count: number): AsyncGenerator<InputLine, void> {
  for (let number = 1; number <= count; number++) yield await Promise.resolve(line(number));
}

function never(): Promise<void> {
  return new Promise(() => {});
}

async function numbersOf(lines: AsyncIterable<InputLine>): Promise<number[]> {
  return await Array.fromAsync(lines, ({ number }) => number);
}

Deno.test("LineSender sends lines in order, without blank ones", async () => {
  const sent: string[] = [];
  const lines = async function* (): AsyncGenerator<InputLine, void> {
    yield await Promise.resolve(line(1));
    yield line(2, "  ");
    yield line(3);
  };
  const sender = new LineSender(lines(), {
    send: ({ text = "" }) => Promise.resolve(void sent.push(text)),
    timeoutMs: null,
    now: Date.now,
  });
  await sender.read();
  while (sender.unsent > 0) await sender.nextChange();
  assert.deepEqual(sent, ["line 1", "line 3"]);
  assert.deepEqual([sender.count, sender.lastNumber, sender.hasEnded], [2, 3, true]);
});

Deno.test("LineSender reads to the end of the input while no line is sent", async () => {
  const sender = new LineSender(numbered(5_000), { send: never, timeoutMs: 1, now: Date.now });
  await sender.read();
  assert.equal(sender.unsent, 5_000);
  const unsent = await numbersOf(sender.close({ readsOn: true }));
  assert.deepEqual(unsent, Array.from({ length: 5_000 }, (_, index) => index + 1));
  assert.equal(sender.unsent, 0);
});

Deno.test("LineSender fails if its queue is full for too long, and returns the rest", async () => {
  const sender = new LineSender(numbered(100_500), { send: never, timeoutMs: 1, now: Date.now });
  const reading = sender.read();
  await assert.rejects(sender.failed, SendTimeoutError);
  assert.equal(sender.hasEnded, false);
  const unsent = await numbersOf(sender.close({ readsOn: true }));
  await reading;
  assert.equal(unsent.length, 100_500);
  assert.equal(unsent.at(-1), 100_500);
  assert.equal(sender.hasEnded, true);
});

Deno.test("LineSender stops reading if the input pauses, and reports the last line", async () => {
  const lines = async function* (): AsyncGenerator<InputLine, void> {
    yield await Promise.resolve(line(1));
    await new Promise(() => {});
  };
  const sender = new LineSender(lines(), { send: never, timeoutMs: null, now: Date.now });
  void sender.read();
  await sender.nextChange();
  assert.deepEqual(await numbersOf(sender.close({ readsOn: true })), [1]);
  assert.deepEqual([sender.hasEnded, sender.lastNumber], [false, 1]);
});

Deno.test("LineSender rejects with an error of sending", async () => {
  const defect = new TypeError("a bug");
  const sender = new LineSender(numbered(1), {
    send: () => Promise.reject(defect),
    timeoutMs: null,
    now: Date.now,
  });
  void sender.read();
  await assert.rejects(sender.failed, defect);
});
