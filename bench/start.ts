/**
 * Measures how long common commands take as whole processes, in multiples of an empty Deno program:
 * medians of alternating runs on one Apache Kafka node, which Maven fetches. It runs them from the
 * source, as the tasks do, and from the npm package without its launcher, which
 * `bench/package_start.ts` measures. It also times the same requests of `rpk` and `kcat`, if these
 * are installed.
 *
 * deno task bench:start [RUNS]
 */
import { join } from "node:path";
import { buildPackage, installPackage } from "../tests/install/_package.ts";
import { tempFolder } from "../tests/support/temp_folder.ts";
import { fetchJars } from "../tests/kafka/jars.ts";
import { cliCommand } from "../tests/support/cli/cli_process.ts";
import { runKafkaTool } from "../tests/support/kafka/java.ts";
import { password, startSecuredKafka } from "../tests/support/kafka/secured_kafka.ts";
import { chatCommand, runProgram, timeChat, type TimedRoom } from "./chat_timing.ts";
import { median } from "./median.ts";

/** A row of the table; `goal` is the multiple of an empty program that it should stay within. */
interface Row {
  readonly name: string;
  readonly goal?: number | undefined;
  readonly timeMs: () => Promise<number>;
}

type Words = readonly [string, ...string[]];
type Environment = Readonly<Record<string, string>>;

const manyTopics = 1_000;
const runs = Number(Deno.args[0] ?? 15);

function print(text: string): void {
  // deno-lint-ignore no-console -- a measurement prints its result
  console.log(text);
}

async function timeProgram([program, ...args]: Words, env: Environment = {}): Promise<number> {
  const start = performance.now();
  await new Deno.Command(program, { args, env, stdout: "null", stderr: "null" }).output();
  return performance.now() - start;
}

/** Measures the time until the first bytes on stdout, then stops the program. */
async function timeFirstLine([program, ...args]: Words): Promise<number> {
  const start = performance.now();
  const child = new Deno.Command(program, { args, stdout: "piped", stderr: "null" }).spawn();
  const stdout = child.stdout.getReader();
  await stdout.read();
  const taken = performance.now() - start;
  child.kill("SIGTERM");
  await Promise.all([stdout.cancel(), child.status]);
  return taken;
}

function isInstalled(program: string): boolean {
  try {
    new Deno.Command(program, { args: ["--help"], stdout: "null", stderr: "null" }).outputSync();
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/** The command from the source, and the same one from the npm package. */
function wah(
  name: string,
  argv: readonly string[],
  goal?: number,
  env: Environment = {},
): readonly Row[] {
  const packaged: Words = [Deno.execPath(), "run", ...packageFlags, packageMain, ...argv];
  return [
    { name, goal, timeMs: () => timeProgram(cliCommand(argv), env) },
    { name: "  npm package", goal, timeMs: () => timeProgram(packaged, env) },
  ];
}

function other(name: string, words: Words): Row[] {
  return isInstalled(words[0]) ? [{ name, timeMs: () => timeProgram(words) }] : [];
}

async function measure(rows: readonly Row[]): Promise<void> {
  const taken = rows.map((): number[] => []);
  for (const { timeMs } of rows) await timeMs();
  for (let run = 0; run < runs; run++) {
    for (const [index, { timeMs }] of rows.entries()) taken[index]!.push(await timeMs());
  }
  const base = median(taken[0]!);
  print(`${"".padEnd(34)}      ms   x empty   goal`);
  for (const [index, { name, goal }] of rows.entries()) {
    const middle = median(taken[index]!);
    const ratio = (middle / base).toFixed(2).padStart(9);
    const wanted = (goal?.toFixed(1) ?? "").padStart(6);
    print(`${name.padEnd(34)}${middle.toFixed(1).padStart(8)}${ratio} ${wanted}`);
  }
}

Deno.env.set("WAH_TEST_KAFKA_JARS", await fetchJars());
await using folder = await tempFolder();
await using installed = await installPackage(await buildPackage(folder));
const packageMain = join(installed.folder, "lib", "main.js");
const packageFlags: string[] = JSON.parse(
  Deno.readTextFileSync(join(installed.folder, "bin", "flags.json")),
);
const empty = await Deno.makeTempFile({ suffix: ".ts" });
await using kafka = await startSecuredKafka(["ann"]);
const { brokers } = kafka.cluster;
const timed: TimedRoom = { brokers, room: "bench-room", lastLine: "the last line of history" };
const messages = Array.from({ length: 500 }, (_, index) => `message ${index}`);
await runProgram(chatCommand(timed, "alice"), [...messages, timed.lastLine].join("\n"));
const common = ["-b", brokers];
await runKafkaTool("org.apache.kafka.tools.AclCommand", [
  ...["--bootstrap-server", brokers, "--add", "--allow-principal", "User:ann"],
  ...["--operation", "Read", "--operation", "Describe", "--topic", timed.room],
]);
const secured = {
  WAH_BROKERS: kafka.saslTls,
  WAH_TLS_CA: kafka.certificateFile,
  WAH_SASL_USER: "ann",
  WAH_SASL_PASSWORD: password,
};

print(`medians of ${runs} runs; one topic`);
await measure([
  { name: "empty Deno program", timeMs: () => timeProgram([Deno.execPath(), "run", empty]) },
  ...wah("wah --help", ["--help"], 1.4),
  ...wah("wah --version", ["--version"], 1.4),
  ...wah("wah topic create (usage error)", ["topic", "create"], 1.6),
  ...wah("wah topic list", ["topic", "list", ...common], 2),
  ...wah("wah consume -n 1", ["consume", timed.room, "-n", "1", ...common], 2),
  ...wah("wah health", ["health", ...common], 2),
  {
    name: "wah chat: history and live",
    goal: 3,
    timeMs: async () => (await timeChat(timed)).historyMs,
  },
  {
    name: "wah dev: ready",
    goal: 2.8,
    timeMs: () => timeFirstLine(cliCommand(["dev", "--memory", "--listen", "localhost:0"])),
  },
  ...wah("wah consume -n 1, TLS and SCRAM", ["consume", timed.room, "-n", "1"], undefined, secured),
  ...other("rpk topic list", ["rpk", "topic", "list", "-X", `brokers=${brokers}`]),
  ...other("rpk topic consume -n 1", [
    ...["rpk", "topic", "consume", timed.room, "-n", "1", "-X", `brokers=${brokers}`] as const,
  ]),
  ...other("kcat -L", ["kcat", "-L", "-b", brokers]),
  ...other("kcat -C -c 1", ["kcat", "-C", "-t", timed.room, "-c", "1", "-e", "-b", brokers]),
]);

const names = Array.from({ length: manyTopics }, (_, index) => `bench-topic-${index}`);
await runProgram(cliCommand(["topic", "create", ...names, ...common]));
print(`\n${manyTopics} topics`);
await measure([
  { name: "empty Deno program", timeMs: () => timeProgram([Deno.execPath(), "run", empty]) },
  ...wah("wah topic list", ["topic", "list", ...common], 3),
  ...other("rpk topic list", ["rpk", "topic", "list", "-X", `brokers=${brokers}`]),
  ...other("kcat -L", ["kcat", "-L", "-b", brokers]),
]);
await Deno.remove(empty);
