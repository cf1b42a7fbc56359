/**
 * Measures the full screen of `wah chat` in this process, with a session in memory and a terminal
 * that accepts everything:
 *
 * - key to screen: from a typed letter to the output that shows it, while messages arrive at 500 a
 *   second, at 200x60;
 * - redraw: all cells of 200x60 drawn and written again;
 * - memory: the heap and the process after scrolling back 20,000 messages of a room of 1,000,000.
 *
 * deno run -A --v8-flags=--expose-gc bench/full_screen.ts [SECONDS]
 */
import { chatOnTerminal } from "../lib/chat/terminal/terminal.ts";
import type { ChatRecord } from "../lib/chat/message/message.ts";
import type { HistoryPage } from "../lib/chat/log/history_page.ts";
import { roomChannel } from "../lib/chat/log/channel.ts";
import { typedTerminal } from "../tests/support/cli/typed_terminal.ts";
import { FakeSession } from "../tests/lib/chat/_fake_session.ts";

const seconds = Number(Deno.args[0] ?? 10);
const size = { columns: 200, rows: 60 };
const roomSize = 1_000_000n;
const scrolledBack = 20_000;
const perSecond = 500;
const chunksPerSecond = 50;
const words = "the quick brown fox jumps over the lazy dog and 日本語 too, with some more words ";

function message(offset: bigint): ChatRecord {
  const author = `user${offset % 37n}`;
  const text = words.repeat(1 + Number(offset % 3n)) + offset;
  const content = { kind: "message", author, text } as const;
  return { partition: 0, offset, timestamp: 1_700_000_000_000n + offset * 1_000n, content };
}

function messages(from: bigint, to: bigint): ChatRecord[] {
  return Array.from({ length: Number(to - from) }, (_, n) => message(from + BigInt(n)));
}

/** A room of 1,000,000 messages, which are made when they are read. */
class BigSession extends FakeSession {
  override page(before: ReadonlyMap<number, bigint>, records: number): Promise<HistoryPage> {
    const to = before.get(0) ?? roomSize;
    const from = to > BigInt(records) ? to - BigInt(records) : 0n;
    const more = new Set(from > 0n ? [0] : []);
    return Promise.resolve({
      records: messages(from, to),
      from: new Map([[0, from]]),
      more,
      skipped: [],
    });
  }
}

function percentile(times: readonly number[], share: number): string {
  const sorted = times.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!.toFixed(2);
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function say(text: string): void {
  // deno-lint-ignore no-console -- a measurement prints its result
  console.log(text);
}

function memory(): string {
  (globalThis as { gc?: () => void }).gc?.();
  const { heapUsed, rss } = Deno.memoryUsage();
  return `heap ${(heapUsed / 1e6).toFixed(1)} MB, process ${(rss / 1e6).toFixed(1)} MB`;
}

let onWrite: (text: string) => void = () => {};
const { terminal, type } = typedTerminal((text) => onWrite(text));
const session = new BigSession({ author: "alice" });
for (let room = 0; room < 20; room++) {
  session.states.push({ channel: roomChannel(`room-${room}`), unread: room, isCurrent: false });
}
session.present = Array.from(
  { length: 30 },
  (_, n) => ({ user: `user${n}`, since: 0, sessions: 1 }),
);
const records = messages(roomSize - 60n, roomSize);
void session.queue.push({
  kind: "history",
  channel: session.current,
  records,
  firstUnread: null,
  unread: 0,
});
const done = chatOnTerminal(session, {
  terminal: { ...terminal, size: () => size },
  styled: true,
  historyLimit: 20,
  bell: "off",
  now: Date.now,
  signal: new AbortController().signal,
  full: {
    isFirst: true,
    broker: "localhost:9092",
    background: "dark",
    env: (name) => name === "COLORTERM" ? "truecolor" : undefined,
    openLink: () => Promise.resolve(),
  },
});

/** Presses a key; resolves with the milliseconds until the next output. */
function untilShown(keys: string): Promise<number> {
  const start = performance.now();
  return new Promise((resolve) => {
    onWrite = () => {
      onWrite = () => {};
      resolve(performance.now() - start);
    };
    type(keys);
  });
}

await pause(200);
say(`at the start: ${memory()}`);

const redraws: number[] = [];
for (let count = 0; count < 200; count++) redraws.push(await untilShown("\x0c"));
say(
  `full redraw at 200x60: p50 ${percentile(redraws, 0.5)} ms, p99 ${percentile(redraws, 0.99)} ms`,
);

let next = roomSize;
const timer = setInterval(() => {
  const to = next + BigInt(perSecond / chunksPerSecond);
  void session.read(...messages(next, to));
  next = to;
}, 1_000 / chunksPerSecond);
const keys: number[] = [];
const end = performance.now() + seconds * 1_000;
while (performance.now() < end) {
  // Frames of arriving messages are also output; a key shows its letter in the next one at latest.
  keys.push(await untilShown("abcdefgh"[keys.length % 8]!));
  if (keys.length % 100 === 0) await untilShown("\x15");
  await pause(5);
}
clearInterval(timer);
say(
  `key to screen at ${perSecond} messages/s: p50 ${percentile(keys, 0.5)} ms, ` +
    `p99 ${percentile(keys, 0.99)} ms, max ${percentile(keys, 1)} ms (${keys.length} keys)`,
);
say(`after ${next - roomSize} new messages: ${memory()}`);

const pages: number[] = [];
for (let rows = 0; rows < scrolledBack * 2;) {
  pages.push(await untilShown("\x1b[5~"));
  await pause(0);
  rows += size.rows - 3;
}
say(
  `PgUp through ${scrolledBack} messages: p50 ${percentile(pages, 0.5)} ms, ` +
    `p99 ${percentile(pages, 0.99)} ms`,
);
say(`after scrolling back: ${memory()}`);
type("\x1b[1;5F");
await pause(50);
type("\x15/quit\r");
await done;
