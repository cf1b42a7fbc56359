import assert from "node:assert/strict";
import { Progress, progressText } from "../../../commands/_shared/progress.ts";
import type { Output } from "../../../lib/context.ts";

/** A terminal, or a pipe, that keeps what is written to it. */
class Screen implements Output {
  readonly isTerminal: boolean;
  readonly columns: number;
  readonly styled = false;
  written: string[] = [];

  constructor({ isTerminal, columns = 60 }: { isTerminal: boolean; columns?: number }) {
    this.isTerminal = isTerminal;
    this.columns = columns;
  }

  write(data: Uint8Array | string): Promise<void> {
    this.written.push(typeof data === "string" ? data : new TextDecoder().decode(data));
    return Promise.resolve();
  }
}

/** A progress whose clock and timer the test moves. */
function scripted(stderr: Output): { progress: Progress; tickAt(ms: number): void } {
  let ms = 0;
  let tick = (): void => {};
  const progress = new Progress({
    stderr,
    state: () => ({ records: ms, fraction: 0.5 }),
    clock: { monotonicMs: () => ms },
    every: (_interval, call) => {
      tick = call;
      return () => tick = (): void => {};
    },
  });
  return {
    progress,
    tickAt(at): void {
      ms = at;
      tick();
    },
  };
}

const erase = "\r\x1b[K";

Deno.test("Progress is silent for a second, then repaints one line, and erases it", async () => {
  const screen = new Screen({ isTerminal: true });
  const { progress, tickAt } = scripted(screen);
  tickAt(999);
  tickAt(1_000);
  tickAt(2_000);
  await progress[Symbol.asyncDispose]();
  tickAt(3_000);
  assert.deepEqual(screen.written, [
    `${erase}1,000 records, 1,000/s, 50%, 1s left`,
    `${erase}2,000 records, 1,000/s, 50%, 2s left`,
    erase,
  ]);
});

Deno.test("Progress cuts the line to the width of the terminal, if that is known", async () => {
  for (const [columns, shown] of [[10, "1,000 rec"], [0, "1,000 records, 1,000/s"]] as const) {
    const screen = new Screen({ isTerminal: true, columns });
    const { progress, tickAt } = scripted(screen);
    tickAt(1_000);
    await progress[Symbol.asyncDispose]();
    assert.ok(screen.written[0]!.startsWith(erase + shown), screen.written[0]);
    assert.ok(columns === 0 || screen.written[0] === erase + shown);
  }
});

Deno.test("Progress writes nothing if stderr is not a terminal", async () => {
  const screen = new Screen({ isTerminal: false });
  const { progress, tickAt } = scripted(screen);
  tickAt(5_000);
  await progress[Symbol.asyncDispose]();
  assert.deepEqual(screen.written, []);
});

Deno.test("Progress.guard() erases the line, and waits for the end of a printed line", async () => {
  const screen = new Screen({ isTerminal: true });
  const { progress, tickAt } = scripted(screen);
  const guarded = progress.guard(screen);
  tickAt(1_000);
  await guarded.write("a record without an end");
  tickAt(2_000);
  await guarded.write(new TextEncoder().encode(", and its end\n"));
  tickAt(3_000);
  await progress[Symbol.asyncDispose]();
  assert.deepEqual(screen.written.map((text) => text.replace(/\d.*/, "...")), [
    `${erase}...`,
    erase,
    "a record without an end",
    ", and its end\n",
    `${erase}...`,
    erase,
  ]);
});

Deno.test("Progress.guard() leaves a file or a pipe alone", async () => {
  const { progress } = scripted(new Screen({ isTerminal: true }));
  const pipe = new Screen({ isTerminal: false });
  assert.equal(progress.guard(pipe), pipe);
  await progress[Symbol.asyncDispose]();
});

Deno.test("progressText() omits what is not known", () => {
  assert.equal(
    progressText({ records: 1_234_567, fraction: null }, 2_000),
    [
      "1,234,567 records, 617,284/s",
    ].join(),
  );
  assert.equal(progressText({ records: 0, fraction: 0 }, 1_000), "0 records, 0/s, 0%");
  assert.equal(progressText({ records: 9, fraction: 1.2 }, 1_000), "9 records, 9/s, 100%, 0s left");
});
