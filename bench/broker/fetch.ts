/**
 * Measures the Fetch throughput of the embedded broker and Apache Kafka: one connection reads a
 * topic of 1 GB in batches of 100 KB from start to end, with at most 1 MB and at most 10 MB per
 * response. The client reads the head of each response and drops the rest.
 *
 * The brokers alternate. Prints medians of several rounds, and their ratio to the first broker.
 *
 * WAH_TEST_KAFKA_JARS=DIR deno run -A bench/broker/fetch.ts [--megabytes 1000] [--rounds 3]
 * [--peers kafka,wah]
 */
import { parseArgs } from "node:util";
import { encodeBatch } from "../../lib/wire/batches/batch_encoder.ts";
import { prepareTopics, startPeers } from "./peers.ts";
import { fill, readThrough } from "./topic.ts";
import { median } from "../median.ts";

const topic = "bench";
const batchBytes = 100_000;
const answerLimits = [1_000_000, 10_000_000];

const { values: options } = parseArgs({
  options: {
    megabytes: { type: "string", default: "1000" },
    rounds: { type: "string", default: "3" },
    peers: { type: "string", default: "kafka,wah" },
  },
});
const batchCount = Number(options.megabytes) * 1e6 / batchBytes;

const value = new Uint8Array(batchBytes);
for (let at = 0; at < batchBytes; at += 65_536) {
  crypto.getRandomValues(value.subarray(at, Math.min(at + 65_536, batchBytes)));
}
const batch = encodeBatch([{ key: null, value, timestamp: BigInt(Date.now()) }]);

await using stack = new AsyncDisposableStack();
const peers = await startPeers(options.peers.split(","), stack);
for (const { port } of peers.values()) {
  await prepareTopics(port, [topic], 1);
  await fill(port, { topic, partition: 0 }, { batch, count: batchCount });
}
for (const maxBytes of answerLimits) {
  const rates = new Map([...peers.keys()].map((name) => [name, [] as number[]]));
  for (let round = 0; round < Number(options.rounds); round++) {
    for (const [name, { port }] of peers) {
      const start = performance.now();
      const bytes = await readThrough(port, { topic, partition: 0 }, maxBytes);
      rates.get(name)!.push(bytes / 1000 / (performance.now() - start));
    }
  }
  let first: number | undefined;
  for (const [name, found] of rates) {
    const rate = median(found);
    first ??= rate;
    const limit = `at most ${maxBytes / 1e6} MB per answer`;
    // deno-lint-ignore no-console -- a measurement prints its result
    console.log(
      `${limit.padEnd(28)}  ${name.padEnd(6)}  ${rate.toFixed(0).padStart(5)} MB/s  ` +
        `x ${(rate / first).toFixed(2)}`,
    );
  }
}
