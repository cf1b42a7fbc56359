/**
 * Sends a million invalid frames to a running broker.
 *
 * Run: `deno run -A bench/broker/fuzz.ts [FRAMES [SEED]]`
 *
 * A second, valid connection writes and reads throughout. Fails if that connection is disturbed, if
 * the log reports a bug, or if the broker retains anything of a client.
 */
import assert from "node:assert/strict";
import { once } from "node:events";
import { connect } from "node:net";
import { startBroker } from "../../lib/broker/broker.ts";
import { deleteTopics } from "../../lib/wire/messages/20_delete_topics.ts";
import { fetchApi } from "../../lib/wire/messages/01_fetch.ts";
import { metadata } from "../../lib/wire/messages/03_metadata.ts";
import { produce } from "../../lib/wire/messages/00_produce.ts";
import { TestClient } from "../../tests/lib/broker/_client.ts";
import { produceBody } from "../../tests/lib/broker/_broker.ts";
import { batchOf } from "../../tests/lib/broker/_log_fixture.ts";
import { Mutator, originalRequests } from "../../tests/lib/broker/_mutations.ts";

const frames = Number(Deno.args[0] ?? 1_000_000);
const seed = Number(Deno.args[1] ?? 1);
const connections = 16;
const framesPerCheck = 20_000;
const steady = "steady";

const reasons = new Map<string, number>();
const defects: string[] = [];
await using broker = await startBroker({
  dataDirectory: null,
  host: "127.0.0.1",
  port: 0,
  topics: [{ name: steady }],
  limits: { maxTopics: 50, maxPartitions: 500, maxGroups: 50 },
  log(line): void {
    if (line.includes("a defect") || line.startsWith("Could not")) defects.push(line);
    const kind = line.replace(/^Closed the connection of [^:]+: /, "").replace(/client ".*?" /, "")
      .replace(/"[^"]*"/g, "Q").replace(/-?\d+/g, "N").slice(0, 60);
    reasons.set(kind, (reasons.get(kind) ?? 0) + 1);
  },
});
const mutator = new Mutator(originalRequests(), seed);
const client = await TestClient.connect(broker.port);
let sent = 0;
let written = 0n;

/**
 * Sends a frame and half-closes; resolves once the broker has closed the connection too. Each frame
 * needs a connection, because the broker ignores everything after a malformed frame.
 */
async function attack(): Promise<void> {
  const socket = connect({ host: "127.0.0.1", port: broker.port });
  socket.on("error", () => {});
  socket.resume();
  sent++;
  socket.end(mutator.next());
  await once(socket, "close");
}

async function attacker(until: number): Promise<void> {
  while (sent < until) await attack();
}

/**
 * Writes a record over the valid connection, reads it, and deletes the topics that frames have
 * created.
 */
async function check(): Promise<void> {
  const value = `record ${written}`;
  const answer = await client.ask(produce, 9, produceBody(steady, batchOf([{ value }])));
  const { errorCode, baseOffset } = answer.responses[0]!.partitionResponses[0]!;
  assert.deepEqual([errorCode, baseOffset], [0, written]);
  const partitions = [{ partition: 0, fetchOffset: written, partitionMaxBytes: 1000 }];
  const read = await client.ask(fetchApi, 11, {
    maxWaitMs: 0,
    minBytes: 1,
    topics: [{ topic: steady, partitions }],
  });
  const bytes = read.responses[0]!.partitions[0]!.records!;
  assert.ok(new TextDecoder("latin1").decode(bytes).includes(value));
  written += 1n;
  const { topics } = await client.ask(metadata, 9, { topics: null });
  const topicNames = topics.map(({ name }) => name!).filter((name) => name !== steady);
  await client.ask(deleteTopics, 5, { topicNames, timeoutMs: 1000 });
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 2 ** 20)} MiB`;
}

const started = performance.now();
while (sent < frames) {
  const until = Math.min(frames, sent + framesPerCheck);
  await Promise.all(Array.from({ length: connections }, () => attacker(until)));
  await check();
  const { rss, heapUsed } = Deno.memoryUsage();
  const seconds = ((performance.now() - started) / 1000).toFixed(0);
  // deno-lint-ignore no-console -- a measurement prints its result
  console.log(
    `${sent} frames, ${seconds} s, heap ${megabytes(heapUsed)}, resident ${megabytes(rss)}, ` +
      `${broker.connectionCount} connection(s), ${broker.services.parked.count} parked`,
  );
}
await client[Symbol.asyncDispose]();
// deno-lint-ignore no-console -- a measurement prints its result
console.table([...reasons].sort((left, right) => right[1] - left[1]).slice(0, 20));
assert.deepEqual(defects, []);
assert.equal(broker.services.parked.count, 0);
