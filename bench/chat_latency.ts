/**
 * Measures the time from Enter in one `wah chat` to the line on the screen of another, both on
 * terminals of script(1): p50 and p99 of many messages, one after the other.
 *
 * deno run -A bench/chat_latency.ts [MESSAGES] [BROKERS]
 */
import { TerminalChat } from "./terminal_chat.ts";

const count = Number(Deno.args[0] ?? 200);
const brokers = Deno.args[1] ?? "localhost:9092";
const room = `bench-chat-${crypto.randomUUID().slice(0, 8)}`;
const warmUp = 20;

function percentile(sorted: readonly number[], share: number): string {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!.toFixed(2);
}

const alice = TerminalChat.start({ user: "alice", room, brokers });
await alice.seen("alice> ");
const bob = TerminalChat.start({ user: "bob", room, brokers });
await bob.seen("bob> ");
const [toOther, toSelf]: [number[], number[]] = [[], []];
for (let index = 0; index < warmUp + count; index++) {
  const text = `message ${index}.`;
  await alice.type(text);
  await alice.seen(text);
  const line = `: ${text}`;
  const [other, self] = [bob.seen(line), alice.seen(line)];
  const start = performance.now();
  await alice.type("\r");
  const times = [await other - start, await self - start];
  if (index < warmUp) continue;
  toOther.push(times[0]!);
  toSelf.push(times[1]!);
}
for (const chat of [alice, bob]) await chat.quit();
for (const [name, times] of [["other", toOther], ["own", toSelf]] as const) {
  times.sort((a, b) => a - b);
  const [p50, p99] = [percentile(times, 0.5), percentile(times, 0.99)];
  // deno-lint-ignore no-console -- a measurement prints its result
  console.log(`Enter to the ${name} screen: p50 ${p50} ms, p99 ${p99} ms (${count} messages)`);
}
