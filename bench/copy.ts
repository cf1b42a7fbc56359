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

const recordBytes = 100;
const linesPerWrite = 10_000;

/** One run of a program. */
interface Run {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly peakMebibytes: number;
}

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

async function timed(command: readonly string[]): Promise<Run> {
  const { code, stderr } = await new Deno.Command("/usr/bin/time", {
    args: ["-q", "-f", "%e %U %S %M", ...command],
    stdout: "null",
    stderr: "piped",
  }).output();
  const text = new TextDecoder().decode(stderr);
  const [, seconds, user, system, kibibytes] = /^([\d.]+) ([\d.]+) ([\d.]+) (\d+)$/m.exec(text) ??
    [];
  if (code !== 0 || seconds === undefined) throw new Error(`${command.join(" ")}: ${text}`);
  return {
    seconds: Number(seconds),
    cpuSeconds: Number(user) + Number(system),
    peakMebibytes: Number(kibibytes) / 1024,
  };
}

async function writeLines(path: string): Promise<void> {
  using file = await Deno.create(path);
  for (let first = 0; first < records; first += linesPerWrite) {
    let lines = "";
    for (let index = first; index < Math.min(first + linesPerWrite, records); index++) {
      lines += `${String(index).padStart(recordBytes, "0")}\n`;
    }
    await file.write(new TextEncoder().encode(lines));
  }
}

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
  await writeLines(file);
  await timed(wah("topic", "create", source, produced, copied, "-p", partitions));
  await timed(wah("produce", source, "--from", file));
  const flags = options.flags.split(" ").filter((word) => word !== "");
  const commands = new Map<string, readonly string[]>([
    ["consume", wah("consume", source, "-o", ":end", "-f", "%v\\n")],
    ["produce", wah("produce", produced, "--from", file)],
    ["copy", wah("copy", source, copied, ...flags)],
  ]);
  const runs = new Map([...commands].map(([name]) => [name, [] as Run[]]));
  for (const command of commands.values()) await timed(command);
  for (let run = 0; run < Number(options.runs); run++) {
    for (const [name, command] of commands) runs.get(name)!.push(await timed(command));
  }
  const medianOf = (key: keyof Run, name: string): number =>
    median(runs.get(name)!.map((run) => run[key]));
  for (const name of commands.keys()) {
    const each = runs.get(name)!.map(({ seconds }) => seconds.toFixed(2)).join(" ");
    print(
      `${name.padEnd(10)} ${medianOf("seconds", name).toFixed(2)} s, ` +
        `CPU ${medianOf("cpuSeconds", name).toFixed(2)} s, ` +
        `${medianOf("peakMebibytes", name).toFixed(0)} MiB   (${each})`,
    );
  }
  const ratio = (key: keyof Run): string => {
    const both = medianOf(key, "consume") + medianOf(key, "produce");
    return (medianOf(key, "copy") / both).toFixed(2);
  };
  print(
    `copy / (consume + produce): ${ratio("seconds")} of the time, ${ratio("cpuSeconds")} of CPU`,
  );
} finally {
  await Deno.remove(file);
  const remove = wah("topic", "delete", "-y", source, produced, copied);
  await timed(remove).catch(() => {});
}
