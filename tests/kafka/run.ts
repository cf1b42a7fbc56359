/**
 * Runs the conformance cases on a real Apache Kafka, and compares its responses with those of the
 * embedded broker: `deno task test:kafka [FILE…] [FLAG…]`.
 *
 * Fetches Kafka with Maven, starts one node, runs `deno test` with the given arguments (default:
 * the folders of `all`), and always stops the node.
 */
import { denoTest, interruptedStatus, namesFiles, stopSignal } from "../support/cli/deno_test.ts";
import { startKafka } from "../support/kafka/kafka.ts";
import { fetchJars } from "./jars.ts";
import { fetchPython } from "./python.ts";
import { fetchRegistry } from "./registry.ts";

const all = ["tests/conformance", "tests/differential"];

function say(line: string): void {
  Deno.stderr.writeSync(new TextEncoder().encode(`${line}\n`));
}

async function main(signal: AbortSignal): Promise<number> {
  const jars = await fetchJars();
  const registry = await fetchRegistry();
  const python = await fetchPython();
  if (signal.aborted) return interruptedStatus;
  await using kafka = await startKafka({ jars });
  if (signal.aborted) return interruptedStatus;
  say(`Apache Kafka answers at ${kafka.brokers}`);
  const words = namesFiles(Deno.args) ? Deno.args : [...Deno.args, ...all];
  const env = {
    WAH_TEST_BROKERS: kafka.brokers,
    WAH_TEST_KAFKA_JARS: jars,
    WAH_TEST_REGISTRY: registry,
    ...(python === null ? {} : { WAH_TEST_PYTHON: python }),
  };
  return await denoTest(words, { signal, env });
}

using stop = stopSignal();
try {
  Deno.exitCode = await main(stop.signal);
} catch (error) {
  if (!stop.signal.aborted) say(error instanceof Error ? error.message : String(error));
  Deno.exitCode = stop.signal.aborted ? interruptedStatus : 1;
}
