/**
 * How long `wah --help` takes beside `deno run` of an empty file: medians of alternating runs.
 *
 * deno run --allow-run --allow-read --allow-write bench/start.ts [RUNS]
 */
import { median } from "./median.ts";

const runs = Number(Deno.args[0] ?? 15);
const main = new URL("../main.ts", import.meta.url).pathname;
const config: { tasks: Record<string, string> } = JSON.parse(
  await Deno.readTextFile(new URL("../deno.json", import.meta.url)),
);
const flags = config.tasks["wah"]!.split(" ").slice(2, -1);
const empty = await Deno.makeTempFile({ suffix: ".ts" });

const commands = {
  "empty file": ["run", empty],
  "wah --help": ["run", ...flags, main, "--help"],
  "wah --version": ["run", ...flags, main, "--version"],
  "wah topic create (usage error)": ["run", ...flags, main, "topic", "create"],
};

async function timeMs(args: readonly string[]): Promise<number> {
  const start = performance.now();
  await new Deno.Command(Deno.execPath(), { args: [...args], stdout: "null", stderr: "null" })
    .output();
  return performance.now() - start;
}

const taken = new Map(Object.keys(commands).map((name) => [name, [] as number[]]));
for (const args of Object.values(commands)) await timeMs(args);
for (let run = 0; run < runs; run++) {
  for (const [name, args] of Object.entries(commands)) taken.get(name)!.push(await timeMs(args));
}
await Deno.remove(empty);

const base = median(taken.get("empty file")!);
for (const [name, times] of taken) {
  const middle = median(times);
  // deno-lint-ignore no-console -- a measurement prints its result
  console.log(`${name.padEnd(32)} ${middle.toFixed(1)} ms  ratio ${(middle / base).toFixed(2)}`);
}
