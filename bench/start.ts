/**
 * How long `wah --help` takes beside `deno run` of an empty file: medians of alternating runs.
 *
 * deno run --allow-run --allow-read --allow-write bench/start.ts [RUNS]
 */
import { cliCommand } from "../tests/support/cli_process.ts";
import { median } from "./median.ts";

const runs = Number(Deno.args[0] ?? 15);
const empty = await Deno.makeTempFile({ suffix: ".ts" });

const commands: Readonly<Record<string, readonly [string, ...string[]]>> = {
  "empty file": [Deno.execPath(), "run", empty],
  "wah --help": cliCommand(["--help"]),
  "wah --version": cliCommand(["--version"]),
  "wah topic create (usage error)": cliCommand(["topic", "create"]),
};

async function timeMs([program, ...args]: readonly [string, ...string[]]): Promise<number> {
  const start = performance.now();
  await new Deno.Command(program, { args, stdout: "null", stderr: "null" }).output();
  return performance.now() - start;
}

const taken = new Map(Object.keys(commands).map((name) => [name, [] as number[]]));
for (const command of Object.values(commands)) await timeMs(command);
for (let run = 0; run < runs; run++) {
  for (const [name, command] of Object.entries(commands)) {
    taken.get(name)!.push(await timeMs(command));
  }
}
await Deno.remove(empty);

const base = median(taken.get("empty file")!);
for (const [name, times] of taken) {
  const middle = median(times);
  // deno-lint-ignore no-console -- a measurement prints its result
  console.log(`${name.padEnd(32)} ${middle.toFixed(1)} ms  ratio ${(middle / base).toFixed(2)}`);
}
