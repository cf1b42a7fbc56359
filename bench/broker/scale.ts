/**
 * Measures whether the embedded broker slows down as it stores more: 1,000 to 1,000,000 batches in
 * one partition, and 1 to 1,000 topics. For each size: the start of the process, acknowledged
 * produces on 16 connections, a read of the first 20 MB, and requests that may read much.
 *
 * Batches have one record of 100 bytes. They are written to the database without the broker, as it
 * would store them.
 *
 * deno run -A bench/broker/scale.ts [--batches 1000,10000,100000,1000000] [--topics 1,100,1000]
 */
import { join } from "node:path";
import { parseArgs } from "node:util";
import { insertBatch } from "../../lib/broker/store/batches.ts";
import { Store } from "../../lib/broker/store/store.ts";
import { insertTopic } from "../../lib/broker/store/topics.ts";
import { encodeBatch } from "../../lib/wire/batches/batch_encoder.ts";
import { produce } from "../../lib/wire/messages/00_produce.ts";
import { listOffsets } from "../../lib/wire/messages/02_list_offsets.ts";
import { metadata } from "../../lib/wire/messages/03_metadata.ts";
import { describeLogDirs } from "../../lib/wire/messages/35_describe_log_dirs.ts";
import { DevProcess } from "../../tests/support/broker_faults/dev_process.ts";
import { RawConnection } from "../../tests/support/brokers/raw_connection.ts";
import { readThrough, requestFrame } from "./topic.ts";
import { median } from "../median.ts";

const connections = 16;
const measuredMs = 2000;
const readBytes = 20_000_000;
/** Reads of fewer bytes are too short to measure. */
const leastReadBytes = 1_000_000;
const rowsPerCommit = 5000;
const firstTimestamp = 1_700_000_000_000n;
const maxTimestampQuery = -3n;
const value = new Uint8Array(100).fill(120);

const { values: options } = parseArgs({
  options: {
    batches: { type: "string", default: "1000,10000,100000,1000000" },
    topics: { type: "string", default: "1,100,1000" },
  },
});

/** Writes topics of one partition each, with this many batches in total. */
function prepare(data: string, topicCount: number, batchCount: number): string[] {
  const names = Array.from({ length: topicCount }, (_, index) => `topic-${index}`);
  using store = new Store({ path: join(data, "broker.db") });
  const ids = store.transaction(() =>
    names.map((name) =>
      insertTopic(store, {
        id: crypto.randomUUID(),
        name,
        configs: new Map(),
        partitionCount: 1,
      }).partitions[0]!.id
    )
  );
  for (let start = 0; start < batchCount; start += rowsPerCommit) {
    store.transaction(() => {
      for (let row = start; row < Math.min(start + rowsPerCommit, batchCount); row++) {
        const baseOffset = BigInt(Math.floor(row / topicCount));
        const timestamp = firstTimestamp + baseOffset;
        insertBatch(store, ids[row % topicCount]!, {
          baseOffset,
          lastOffset: baseOffset,
          maxTimestamp: timestamp,
          runningMaxTimestamp: timestamp,
          bytes: encodeBatch([{ key: null, value, timestamp }], { baseOffset, leaderEpoch: 0 }),
        });
      }
    });
  }
  return names;
}

async function timed(work: () => Promise<unknown>, runs = 5): Promise<number> {
  const taken: number[] = [];
  for (let run = 0; run < runs; run++) {
    const start = performance.now();
    await work();
    taken.push(performance.now() - start);
  }
  return median(taken);
}

/** Returns acknowledged produces of one record per second, over the first topics. */
async function producesPerSecond(port: number, names: readonly string[]): Promise<number> {
  await using stack = new AsyncDisposableStack();
  const end = performance.now() + measuredMs;
  let count = 0;
  await Promise.all(Array.from({ length: connections }, async (_, index) => {
    const connection = stack.use(await RawConnection.connect(port));
    const records = encodeBatch([{ key: null, value, timestamp: BigInt(Date.now()) }]);
    const name = names[index % names.length]!;
    const frame = requestFrame(produce, 8, {
      transactionalId: null,
      acks: -1,
      timeoutMs: 30_000,
      topicData: [{ name, partitionData: [{ index: 0, records }] }],
    });
    while (performance.now() < end) {
      await connection.exchange(frame, 1);
      count += 1;
    }
  }));
  return count / (measuredMs / 1000);
}

async function measure(topicCount: number, batchCount: number): Promise<string[]> {
  const data = await Deno.makeTempDir({ prefix: "wah-scale-" });
  try {
    const names = prepare(data, topicCount, batchCount);
    const [topic] = names;
    let broker!: DevProcess;
    const startMs = await timed(async () => {
      await broker?.end("SIGTERM");
      broker = await DevProcess.start({ data });
    });
    await using _broker = broker;
    const { port } = broker;
    await using connection = await RawConnection.connect(port);
    const offsetOf = (timestamp: bigint): Promise<unknown> =>
      connection.ask(listOffsets, 7, {
        replicaId: -1,
        isolationLevel: 0,
        topics: [{ name: topic!, partitions: [{ partitionIndex: 0, timestamp }] }],
      });
    const everything = { topics: null, allowAutoTopicCreation: false };
    const metadataMs = await timed(() => connection.ask(metadata, 9, everything));
    const byTimeMs = await timed(() => offsetOf(firstTimestamp + 500n));
    const latestTimeMs = await timed(() => offsetOf(maxTimestampQuery), 1);
    const sizesMs = await timed(() => connection.ask(describeLogDirs, 2, { topics: null }), 1);
    const start = performance.now();
    const read = await readThrough(port, { topic: topic!, partition: 0 }, 1_000_000, readBytes);
    const readMs = performance.now() - start;
    const rate = await producesPerSecond(port, names);
    return [
      `${topicCount}`,
      `${batchCount}`,
      startMs.toFixed(0),
      rate.toFixed(0),
      read < leastReadBytes ? "-" : (read / 1000 / readMs).toFixed(0),
      metadataMs.toFixed(1),
      byTimeMs.toFixed(1),
      latestTimeMs.toFixed(1),
      sizesMs.toFixed(1),
    ];
  } finally {
    await Deno.remove(data, { recursive: true });
  }
}

const heads = [
  ...["topics", "batches", "start ms", "acks/s", "read MB/s", "metadata ms", "by time ms"],
  ...["latest time ms", "sizes ms"],
];
const print = (cells: readonly string[]): void => {
  const line = cells.map((cell, index) => cell.padStart(Math.max(7, heads[index]!.length)));
  // deno-lint-ignore no-console -- a measurement prints its result
  console.log(line.join("  "));
};
print(heads);
for (const count of options.batches.split(",")) print(await measure(1, Number(count)));
for (const count of options.topics.split(",")) print(await measure(Number(count), 10_000));
