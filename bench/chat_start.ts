/**
 * How long `wah chat` takes from process start until the history of a room is on the screen of a
 * terminal, with the room read live behind it: medians of several runs.
 *
 * The terminal is that of script(1), whose output is timed as it comes. Each run then proves that
 * it is live: a record that another process sends must come up on the screen.
 *
 * With ROOM it is one that is there, whatever is in it; otherwise one of 500 messages is made.
 *
 * deno run -A bench/chat_start.ts [RUNS] [BROKERS] [ROOM]
 */
import { cliCommand } from "../tests/support/cli_process.ts";
import { median } from "./median.ts";

const runs = Number(Deno.args[0] ?? 7);
const brokers = Deno.args[1] ?? "localhost:9092";
const room = Deno.args[2] ?? `bench-chat-${crypto.randomUUID().slice(0, 8)}`;
const lastLine = "the last line of history";
const encoder = new TextEncoder();

function chat(user: string, ...args: readonly string[]): [string, ...string[]] {
  return cliCommand(["chat", ...args, "-u", user, "-t", room, "-b", brokers]);
}

async function run(
  [program, ...args]: readonly [string, ...string[]],
  stdin = "",
): Promise<void> {
  const child = new Deno.Command(program, {
    args,
    stdin: "piped",
    stdout: "null",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(encoder.encode(stdin));
  await writer.close();
  if (!(await child.status).success) throw new Error(`${args.join(" ")} failed`);
}

/** Milliseconds until the prompt, and until the last line of history, are on the screen. */
async function time(): Promise<readonly [number, number]> {
  const line = chat("bench").join(" ");
  const start = performance.now();
  const child = new Deno.Command("script", {
    args: ["-qefc", line, "/dev/null"],
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const keys = child.stdin.getWriter();
  const decoder = new TextDecoder();
  const marks = new Map<string, number>();
  let shown = "";
  for await (const chunk of child.stdout) {
    shown += decoder.decode(chunk, { stream: true });
    for (const mark of ["bench> ", lastLine, ": live"]) {
      if (marks.has(mark) || !shown.includes(mark)) continue;
      marks.set(mark, performance.now() - start);
      if (mark === lastLine) void run(chat("bob", "send", "live"));
      if (mark === ": live") await keys.write(encoder.encode("/quit\r"));
    }
  }
  const { code } = await child.status;
  if (code !== 0 || marks.size < 3) throw new Error(`chat ended with ${code}: ${shown}`);
  return [marks.get("bench> ")!, marks.get(lastLine)!];
}

/** What the machine takes at this moment to start a program that does nothing. */
async function timeEmpty(): Promise<number> {
  const start = performance.now();
  await run([Deno.execPath(), "run", empty]);
  return performance.now() - start;
}

const empty = await Deno.makeTempFile({ suffix: ".ts" });
const lines = Array.from({ length: 500 }, (_, index) => `message ${index}`);
await run(chat("alice"), [...Deno.args[2] === undefined ? lines : [], lastLine].join("\n"));
await time();
const taken: (readonly [number, number])[] = [];
const bases: number[] = [];
for (let index = 0; index < runs; index++) {
  bases.push(await timeEmpty());
  taken.push(await time());
}
await Deno.remove(empty);
const [prompts, histories] = [0, 1].map((at) => taken.map((times) => times[at]!));
// deno-lint-ignore no-console -- a measurement prints its result
console.log(
  `wah chat, ${runs} runs, medians: prompt ${median(prompts!).toFixed(0)} ms, history ` +
    `${median(histories!).toFixed(0)} ms (${histories!.map((ms) => ms.toFixed(0)).join(" ")}), ` +
    `an empty program ${median(bases).toFixed(0)} ms`,
);
