/**
 * Measures `wah produce TOPIC --from FILE` and `kcat -P -l FILE` for a file of 1,000,000 lines of
 * 100 bytes: medians of alternating runs of wall time, of CPU time, and their ratios. Both are
 * acknowledged by all in-sync replicas and do not compress.
 *
 * Needs a broker, kcat and GNU time. Creates and deletes the topic. With `--jars FOLDER`, the
 * folder of Apache Kafka's jars, Kafka's producer-perf-test writes as many records of that size.
 *
 * deno run -A bench/produce.ts [--brokers HOST:PORT] [--runs 5] [--records 1000000] [--wah
 * PROGRAM] [--jars FOLDER]
 */
import { parseArgs } from "node:util";
import { cliCommand } from "../tests/support/cli/cli_process.ts";
import { javaArguments } from "../tests/support/kafka/java.ts";
import { median } from "./median.ts";
import { numberLines } from "./number_lines.ts";
import { type TimedRun, timedRun } from "./timed_run.ts";

const recordBytes = 100;

const { values: options } = parseArgs({
  options: {
    brokers: { type: "string", default: "localhost:9092" },
    runs: { type: "string", default: "5" },
    records: { type: "string", default: "1000000" },
    wah: { type: "string" },
    jars: { type: "string" },
  },
});
const { brokers } = options;
const records = Number(options.records);
const topic = `bench-produce-${crypto.randomUUID().slice(0, 8)}`;

function print(line: string): void {
  // deno-lint-ignore no-console -- a measurement prints its result
  console.log(line);
}

function wah(...words: readonly string[]): string[] {
  return options.wah === undefined ? cliCommand(words) : [options.wah, ...words];
}

function commandsFor(file: string): Map<string, readonly string[]> {
  const commands = new Map<string, readonly string[]>([
    ["wah", wah("produce", topic, "--from", file, "-b", brokers)],
    ["kcat", ["kcat", "-P", "-b", brokers, "-t", topic, "-X", "acks=all", "-l", file]],
  ]);
  if (options.jars === undefined) return commands;
  const perf = [
    ...["--topic", topic, "--num-records", String(records), "--throughput", "-1"],
    ...["--record-size", String(recordBytes), "--producer-props", `bootstrap.servers=${brokers}`],
  ];
  const java = javaArguments("org.apache.kafka.tools.ProducerPerformance", perf, {
    jars: options.jars,
    jvm: ["-Xmx512m"],
  });
  return commands.set("perf-test", ["java", ...java]);
}

const file = await Deno.makeTempFile({ prefix: "wah-bench-" });
try {
  await Deno.writeFile(
    file,
    ReadableStream.from(numberLines({ count: records, bytes: recordBytes })),
  );
  await timedRun(wah("topic", "create", topic, "-p", "1", "-b", brokers));
  const commands = commandsFor(file);
  const runs = new Map([...commands].map(([name]) => [name, [] as TimedRun[]]));
  for (const command of commands.values()) await timedRun(command);
  for (let run = 0; run < Number(options.runs); run++) {
    for (const [name, command] of commands) runs.get(name)!.push(await timedRun(command));
  }
  const medians = (key: keyof TimedRun, name: string): number =>
    median(runs.get(name)!.map((run) => run[key]));
  for (const name of commands.keys()) {
    const each = runs.get(name)!.map(({ seconds }) => seconds.toFixed(2)).join(" ");
    const peak = medians("peakMebibytes", name).toFixed(0);
    print(
      `${name.padEnd(10)} ${medians("seconds", name).toFixed(2)} s, ` +
        `CPU ${medians("cpuSeconds", name).toFixed(2)} s, ${peak} MiB   (${each})`,
    );
  }
  for (const name of [...commands.keys()].filter((name) => name !== "wah")) {
    const ratio = (key: keyof TimedRun): string =>
      (medians(key, "wah") / medians(key, name)).toFixed(2);
    print(`wah / ${name}: ${ratio("seconds")} of the time, ${ratio("cpuSeconds")} of the CPU`);
  }
} finally {
  await Deno.remove(file);
  await timedRun(wah("topic", "delete", topic, "-y", "-b", brokers)).catch(() => {});
}
