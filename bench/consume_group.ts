/**
 * Measures `wah consume TOPIC -g GROUP -o :end -f '%v\n'` and the same with `kcat -G`, both as the
 * only member of a new group and with their output discarded: medians of alternating runs and their
 * ratio. Both times contain joining the group, and the last commit.
 *
 * Creates the topic with 1,000,000 records of 100 bytes if it does not exist. Needs kcat.
 *
 * deno run --allow-run --allow-read bench/consume_group.ts [--brokers HOST:PORT] [--topic bench]
 * [--runs 5] [--wah PROGRAM]
 */
import { parseArgs } from "node:util";
import { cliCommand } from "../tests/support/cli/cli_process.ts";
import { fillTopic, records } from "./filled_topic.ts";
import { median } from "./median.ts";

const { values: options } = parseArgs({
  options: {
    brokers: { type: "string", default: "localhost:9092" },
    topic: { type: "string", default: "bench" },
    runs: { type: "string", default: "5" },
    wah: { type: "string" },
  },
});
const { brokers, topic } = options;

/** Runs a program as a member of a new group, and checks that it prints all records. */
async function timed(command: (group: string) => readonly string[]): Promise<number> {
  const group = `bench-${crypto.randomUUID()}`;
  const [program, ...args] = command(group);
  const start = performance.now();
  const { code, stderr } = await new Deno.Command(program!, {
    args,
    stdout: "null",
    stderr: "piped",
  }).output();
  const seconds = (performance.now() - start) / 1000;
  const text = new TextDecoder().decode(stderr);
  if (code !== 0) throw new Error(`${program} ended with ${code}: ${text}`);
  if (await lagOf(group) !== 0) throw new Error(`${program} has not read all ${records} records`);
  return seconds;
}

async function lagOf(group: string): Promise<number> {
  const [program, ...args] = cliCommand(["group", "describe", group, "-o", "jsonl", "-b", brokers]);
  const { stdout } = await new Deno.Command(program, { args }).output();
  return JSON.parse(new TextDecoder().decode(stdout)).lag;
}

function print(line: string): void {
  // deno-lint-ignore no-console -- a measurement prints its result
  console.log(line);
}

await fillTopic({ brokers, topic });
const wah = (group: string): string[] => {
  const words = ["consume", topic, "-g", group, "-b", brokers, "-o", ":end", "-f", "%v\\n"];
  return options.wah === undefined ? cliCommand(words) : [options.wah, ...words];
};
const kcat = (group: string): string[] => [
  ...["kcat", "-G", group, "-q", "-e", "-b", brokers, "-f", "%s\\n"],
  ...["-X", "auto.offset.reset=earliest", topic],
];
await timed(wah);
const [wahSeconds, kcatSeconds]: [number[], number[]] = [[], []];
for (let run = 0; run < Number(options.runs); run++) {
  wahSeconds.push(await timed(wah));
  kcatSeconds.push(await timed(kcat));
}
const shown = (seconds: readonly number[]): string =>
  seconds.map((each) => each.toFixed(2)).join(" ");
const [ours, theirs] = [median(wahSeconds), median(kcatSeconds)];
print(`wah   ${ours.toFixed(2)} s   (${shown(wahSeconds)})`);
print(`kcat  ${theirs.toFixed(2)} s   (${shown(kcatSeconds)})`);
print(`ratio ${(ours / theirs).toFixed(2)}`);
