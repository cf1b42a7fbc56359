/**
 * Measures `wah copy SOURCE TARGET` of 1,000,000 records of 100 bytes, next to `wah consume` of the
 * same records into a pipe and `wah produce --from FILE` of as many: medians of alternating runs of
 * wall time and of CPU time, and the ratio of the copy to the sum of the other two.
 *
 * Needs a broker and GNU time. Creates and deletes the topics.
 *
 * deno run -A bench/copy.ts [--brokers HOST:PORT] [--runs 5] [--records 1000000] [--partitions 1]
 * [--flags="--partitions rehash"] [--wah PROGRAM]
 */
import { parseArgs } from "node:util";
import { cliCommand } from "../tests/support/cli/cli_process.ts";
import { median } from "./median.ts";
import { numberLines } from "./number_lines.ts";
import { type TimedRun, timedRun } from "./timed_run.ts";

const recordBytes = 100;

const { values: options } = parseArgs({
  options: {
    brokers: { type: "string", default: "localhost:9092" },
    runs: { type: "string", default: "5" },
    records: { type: "string", default: "1000000" },
    partitions: { type: "string", default: "1" },
    flags: { type: "string", default: "" },
    wah: { type: "string" },
  },
});
const { brokers, partitions } = options;
const records = Number(options.records);
const id = crypto.randomUUID().slice(0, 8);
const [source, produced, copied] = ["source", "produced", "copied"].map((name) =>
  `bench-copy-${name}-${id}`
) as [string, string, string];

function print(line: string): void {
  // deno-lint-ignore no-console -- a measurement prints its result
  console.log(line);
}

function wah(...words: readonly string[]): string[] {
  const all = [...words, "-b", brokers];
  return options.wah === undefined ? cliCommand(all) : [options.wah, ...all];
}

const file = await Deno.makeTempFile({ prefix: "wah-bench-" });
try {
  await Deno.writeFile(
    file,
    ReadableStream.from(numberLines({ count: records, bytes: recordBytes })),
  );
  await timedRun(wah("topic", "create", source, produced, copied, "-p", partitions));
  await timedRun(wah("produce", source, "--from", file));
  const flags = options.flags.split(" ").filter((word) => word !== "");
  const commands = new Map<string, readonly string[]>([
    ["consume", wah("consume", source, "-o", ":end", "-f", "%v\\n")],
    ["produce", wah("produce", produced, "--from", file)],
    ["copy", wah("copy", source, copied, ...flags)],
  ]);
  const runs = new Map([...commands].map(([name]) => [name, [] as TimedRun[]]));
  for (const command of commands.values()) await timedRun(command);
  for (let run = 0; run < Number(options.runs); run++) {
    for (const [name, command] of commands) runs.get(name)!.push(await timedRun(command));
  }
  const medianOf = (key: keyof TimedRun, name: string): number =>
    median(runs.get(name)!.map((run) => run[key]));
  for (const name of commands.keys()) {
    const each = runs.get(name)!.map(({ seconds }) => seconds.toFixed(2)).join(" ");
    print(
      `${name.padEnd(10)} ${medianOf("seconds", name).toFixed(2)} s, ` +
        `CPU ${medianOf("cpuSeconds", name).toFixed(2)} s, ` +
        `${medianOf("peakMebibytes", name).toFixed(0)} MiB   (${each})`,
    );
  }
  const ratio = (key: keyof TimedRun): string => {
    const both = medianOf(key, "consume") + medianOf(key, "produce");
    return (medianOf(key, "copy") / both).toFixed(2);
  };
  print(
    `copy / (consume + produce): ${ratio("seconds")} of the time, ${ratio("cpuSeconds")} of CPU`,
  );
} finally {
  await Deno.remove(file);
  const remove = wah("topic", "delete", "-y", source, produced, copied);
  await timedRun(remove).catch(() => {});
}
