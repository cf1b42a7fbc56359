/**
 * Runs the same commands on every form of wah (the tasks, the npm package, the bundle), and
 * compares their output and loaded modules: `deno task test:forms [FILE…] [FLAG…]`.
 *
 * Needs kcat, Node with npm, a package registry, and Java with Maven, which fetches Apache Kafka to
 * test logins.
 */
import { fetchJars } from "../kafka/jars.ts";
import { denoTest, interruptedStatus, namesFiles, stopSignal } from "../support/cli/deno_test.ts";

async function main(signal: AbortSignal): Promise<number> {
  const env = { WAH_TEST_KAFKA_JARS: await fetchJars() };
  if (signal.aborted) return interruptedStatus;
  const words = namesFiles(Deno.args) ? Deno.args : [...Deno.args, "tests/forms"];
  return await denoTest(words, { signal, env });
}

using stop = stopSignal();
try {
  Deno.exitCode = await main(stop.signal);
} catch (error) {
  const found = error instanceof Error ? error.message : String(error);
  if (!stop.signal.aborted) Deno.stderr.writeSync(new TextEncoder().encode(`${found}\n`));
  Deno.exitCode = stop.signal.aborted ? interruptedStatus : 1;
}
