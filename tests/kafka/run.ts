/**
 * Runs the conformance cases on a real Apache Kafka: `deno task test:kafka [FILE…] [FLAG…]`.
 *
 * Fetches Kafka by Maven, starts one node, runs `deno test` with the given arguments (all of
 * `tests/conformance` without any file), and stops the node whatever happens.
 */
import { fileURLToPath } from "node:url";
import { startKafka } from "../support/kafka.ts";
import { fetchJars } from "./jars.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const interruptedStatus = 130;
const permissions = ["net", "read", "write", "env", "run", "sys"].map((name) => `--allow-${name}`);

/** The tests' process, which a signal to this one must reach. */
let tests: Deno.ChildProcess | undefined;
let interrupted = false;

function interrupt(): void {
  interrupted = true;
  if (tests === undefined) return;
  try {
    tests.kill("SIGTERM");
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
  }
}

function say(line: string): void {
  Deno.stderr.writeSync(new TextEncoder().encode(`${line}\n`));
}

async function runTests(env: Record<string, string>): Promise<number> {
  const hasFile = Deno.args.some((word) => !word.startsWith("-"));
  tests = new Deno.Command(Deno.execPath(), {
    args: ["test", ...permissions, ...Deno.args, ...(hasFile ? [] : ["tests/conformance"])],
    cwd: root,
    env,
    stdin: "null",
    stdout: "inherit",
    stderr: "inherit",
  }).spawn();
  const { code } = await tests.status;
  return interrupted ? interruptedStatus : code;
}

async function main(): Promise<number> {
  const jars = await fetchJars();
  if (interrupted) return interruptedStatus;
  await using kafka = await startKafka({ jars });
  if (interrupted) return interruptedStatus;
  say(`Apache Kafka answers at ${kafka.brokers}`);
  return await runTests({ WAH_TEST_BROKERS: kafka.brokers, WAH_TEST_KAFKA_JARS: jars });
}

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  Deno.addSignalListener(signal, interrupt);
}
try {
  Deno.exitCode = await main();
} catch (error) {
  if (!interrupted) say(error instanceof Error ? error.message : String(error));
  Deno.exitCode = interrupted ? interruptedStatus : 1;
}
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  Deno.removeSignalListener(signal, interrupt);
}
