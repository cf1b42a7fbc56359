/**
 * Measures `wah consume TOPIC -f '%v\n' -o :end` and the same with kcat, both with their output
 * discarded: medians of alternating runs, their ratio, and wah's peak memory for a tenth of the
 * topic and for all of it.
 *
 * Creates the topic with 1,000,000 records of 100 bytes if it does not exist. Needs kcat and GNU
 * time.
 *
 * deno run --allow-run --allow-read bench/consume.ts [--brokers HOST:PORT] [--topic bench] [--runs
 * 5] [--wah PROGRAM]
 */
import { parseArgs } from "node:util";
import { cliCommand } from "../tests/support/cli/cli_process.ts";
import { fillTopic, records } from "./filled_topic.ts";
import { median } from "./median.ts";
import { type TimedRun, timedRun } from "./timed_run.ts";

const { values: options } = parseArgs({
  options: {
    brokers: { type: "string", default: "localhost:9092" },
    topic: { type: "string", default: "bench" },
    runs: { type: "string", default: "5" },
    wah: { type: "string" },
  },
});
const { brokers, topic } = options;

function print(line: string): void {
  // deno-lint-ignore no-console -- a measurement prints its result
  console.log(line);
}

await fillTopic({ brokers, topic });
const words = ["consume", topic, "-b", brokers, "-f", "%v\\n", "-o"];
const wah = options.wah === undefined ? cliCommand(words) : [options.wah, ...words];
const kcat = ["kcat", "-C", "-q", "-e", "-b", brokers, "-t", topic, "-f", "%s\\n"];
await timedRun([...wah, ":end"]);

const wahRuns: TimedRun[] = [];
const kcatRuns: TimedRun[] = [];
for (let run = 0; run < Number(options.runs); run++) {
  wahRuns.push(await timedRun([...wah, ":end"]));
  kcatRuns.push(await timedRun([...kcat, "-o", "beginning"]));
}
const tenth = await timedRun([...wah, `:${records / 10}`]);

const wahSeconds = median(wahRuns.map(({ seconds }) => seconds));
const kcatSeconds = median(kcatRuns.map(({ seconds }) => seconds));
const shown = (runs: readonly TimedRun[]): string =>
  runs.map(({ seconds }) => seconds.toFixed(2)).join(" ");
print(`wah   ${wahSeconds.toFixed(2)} s   (${shown(wahRuns)})`);
print(`kcat  ${kcatSeconds.toFixed(2)} s   (${shown(kcatRuns)})`);
print(`ratio ${(wahSeconds / kcatSeconds).toFixed(2)}`);
const peak = Math.max(...wahRuns.map(({ peakMebibytes }) => peakMebibytes));
print(
  `peak memory of wah ${peak.toFixed(0)} MiB, ${tenth.peakMebibytes.toFixed(0)} MiB for a tenth`,
);
