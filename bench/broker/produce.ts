/**
 * Measures acknowledged produces of the embedded broker and Apache Kafka with the same client:
 * batches of one 1 KB record on 1, 16 and 64 connections with one request in flight each, and
 * batches of 100 KB on one connection with five in flight.
 *
 * The brokers alternate. Prints medians of several rounds, and their ratio to the first broker.
 *
 * WAH_TEST_KAFKA_JARS=DIR deno run -A bench/broker/produce.ts [--seconds 2] [--rounds 5] [--peers
 * kafka,wah,wah-normal,kafka-fsync]
 */
import { parseArgs } from "node:util";
import { encodeBatch } from "../../lib/wire/batches/batch_encoder.ts";
import { encodeRequestFrame } from "../../tests/support/peers/request_frame.ts";
import { produce } from "../../lib/wire/messages/00_produce.ts";
import { decodeResponse, encodeRequest } from "../../lib/wire/schema/schema.ts";
import { RawConnection } from "../../tests/support/brokers/raw_connection.ts";
import { type Peer, prepareTopics, startPeers } from "./peers.ts";
import { median } from "../median.ts";

const version = 8;
const topic = "bench";
const partitions = 16;
const headerBytes = 4;

interface Load {
  readonly name: string;
  readonly connections: number;
  readonly inFlight: number;
  readonly valueBytes: number;
  readonly unit: "acks/s" | "MB/s";
}

const loads: readonly Load[] = [
  { name: "1 connection, 1 KB", connections: 1, inFlight: 1, valueBytes: 1000, unit: "acks/s" },
  { name: "16 connections, 1 KB", connections: 16, inFlight: 1, valueBytes: 1000, unit: "acks/s" },
  { name: "64 connections, 1 KB", connections: 64, inFlight: 1, valueBytes: 1000, unit: "acks/s" },
  { name: "1 x 5 of 100 KB", connections: 1, inFlight: 5, valueBytes: 100_000, unit: "MB/s" },
];

const { values: options } = parseArgs({
  options: {
    seconds: { type: "string", default: "2" },
    rounds: { type: "string", default: "5" },
    peers: { type: "string", default: "kafka,wah,wah-normal,kafka-fsync" },
  },
});
const measuredMs = Number(options.seconds) * 1000;

function requestFrame(partition: number, valueBytes: number): Uint8Array<ArrayBuffer> {
  const value = crypto.getRandomValues(new Uint8Array(Math.min(valueBytes, 65_536)));
  const whole = new Uint8Array(valueBytes);
  for (let at = 0; at < valueBytes; at += value.byteLength) {
    whole.set(value.subarray(0, valueBytes - at), at);
  }
  const records = encodeBatch([{ key: null, value: whole, timestamp: BigInt(Date.now()) }]);
  const body = encodeRequest(produce, version, {
    transactionalId: null,
    acks: -1,
    timeoutMs: 30_000,
    topicData: [{ name: topic, partitionData: [{ index: partition, records }] }],
  });
  const header = { apiVersion: version, correlationId: 1, clientId: "bench" };
  return encodeRequestFrame(produce, header, body);
}

/**
 * Returns the milliseconds of each response in the measured time, which follows a warm-up of half
 * that time.
 */
async function run(peer: Peer, load: Load): Promise<number[]> {
  await using stack = new AsyncDisposableStack();
  const start = performance.now() + measuredMs / 2;
  const end = start + measuredMs;
  const taken: number[] = [];
  const work = async (connection: RawConnection, frame: Uint8Array<ArrayBuffer>): Promise<void> => {
    for (let before = performance.now(); before < end;) {
      const answer = await connection.exchange(frame, 1);
      const after = performance.now();
      if (before >= start && after < end) {
        taken.push(after - before);
        if (taken.length % 1000 === 1) check(answer);
      }
      before = after;
    }
  };
  const workers: Promise<void>[] = [];
  for (let index = 0; index < load.connections; index++) {
    const connection = stack.use(await RawConnection.connect(peer.port));
    const frame = requestFrame(index % partitions, load.valueBytes);
    for (let slot = 0; slot < load.inFlight; slot++) workers.push(work(connection, frame));
  }
  await Promise.all(workers);
  return taken.sort((a, b) => a - b);
}

function check(answer: Uint8Array): void {
  const { responses } = decodeResponse(produce, version, answer.subarray(headerBytes));
  const [found] = responses[0]!.partitionResponses;
  if (found!.errorCode !== 0) throw new Error(`Produce failed: ${found!.errorCode}`);
}

/** The result of one run. */
interface Result {
  readonly rate: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

function resultOf(load: Load, taken: readonly number[]): Result {
  const perSecond = taken.length / (measuredMs / 1000);
  const at = (part: number): number => taken[Math.floor(taken.length * part)] ?? NaN;
  return {
    rate: load.unit === "MB/s" ? perSecond * load.valueBytes / 1e6 : perSecond,
    p50Ms: at(0.5),
    p99Ms: at(0.99),
  };
}

await using stack = new AsyncDisposableStack();
const peers = await startPeers(options.peers.split(","), stack);
for (const { port } of peers.values()) await prepareTopics(port, [topic], partitions);
for (const load of loads) {
  const results = new Map([...peers.keys()].map((name) => [name, [] as Result[]]));
  for (let round = 0; round < Number(options.rounds); round++) {
    for (const [name, peer] of peers) {
      results.get(name)!.push(resultOf(load, await run(peer, load)));
    }
  }
  let first: number | undefined;
  for (const [name, found] of results) {
    const rate = median(found.map((result) => result.rate));
    first ??= rate;
    const line = [
      load.name.padEnd(22),
      name.padEnd(12),
      `${rate.toFixed(0).padStart(7)} ${load.unit.padEnd(6)}`,
      `x ${(rate / first).toFixed(2)}`,
      `p50 ${median(found.map(({ p50Ms }) => p50Ms)).toFixed(2)} ms`,
      `p99 ${median(found.map(({ p99Ms }) => p99Ms)).toFixed(2)} ms`,
    ];
    // deno-lint-ignore no-console -- a measurement prints its result
    console.log(line.join("  "));
  }
}
