/**
 * Measures how long `wah chat` takes from process start until the history of a room is on the
 * screen of a terminal, with the room read live. Prints medians of several runs.
 *
 * Uses the existing ROOM if given; otherwise creates one with 500 messages.
 *
 * deno run -A bench/chat_start.ts [RUNS] [BROKERS] [ROOM]
 */
import { chatCommand, runProgram, timeChat, type TimedRoom } from "./chat_timing.ts";
import { median } from "./median.ts";

const runs = Number(Deno.args[0] ?? 7);
const timed: TimedRoom = {
  brokers: Deno.args[1] ?? "localhost:9092",
  room: Deno.args[2] ?? `bench-chat-${crypto.randomUUID().slice(0, 8)}`,
  lastLine: "the last line of history",
};

/** Measures how long the machine takes now to start a program that does nothing. */
async function timeEmpty(): Promise<number> {
  const start = performance.now();
  await runProgram([Deno.execPath(), "run", empty]);
  return performance.now() - start;
}

const empty = await Deno.makeTempFile({ suffix: ".ts" });
const lines = Array.from({ length: 500 }, (_, index) => `message ${index}`);
const typed = [...Deno.args[2] === undefined ? lines : [], timed.lastLine].join("\n");
await runProgram(chatCommand(timed, "alice"), typed);
await timeChat(timed);
const prompts: number[] = [];
const histories: number[] = [];
const bases: number[] = [];
for (let index = 0; index < runs; index++) {
  bases.push(await timeEmpty());
  const { promptMs, historyMs } = await timeChat(timed);
  prompts.push(promptMs);
  histories.push(historyMs);
}
await Deno.remove(empty);
// deno-lint-ignore no-console -- a measurement prints its result
console.log(
  `wah chat, ${runs} runs, medians: prompt ${median(prompts).toFixed(0)} ms, history ` +
    `${median(histories).toFixed(0)} ms (${histories.map((ms) => ms.toFixed(0)).join(" ")}), ` +
    `an empty program ${median(bases).toFixed(0)} ms`,
);
