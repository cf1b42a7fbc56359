/**
 * The latency of a well-behaved client of `wah dev` while other clients attack the broker: p50 and
 * p99 of its requests, before and during the attack, and the largest resident memory of the broker.
 * Needs Linux, and `ulimit -n` of at least 5,000 for half-open connections.
 *
 * The client writes a record of 1 KB, reads it, and requests the topic's metadata, in turn. It does
 * the same with a second broker that is not attacked, at the same time: what is slower there is the
 * share of the machine. The attackers run in a process of low priority, since real ones would use
 * the processor of another machine.
 *
 * deno run -A bench/broker/attacks.ts [--seconds 10] [--attacks NAME,…]
 */
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { encodeBatch } from "../../lib/wire/batches/batch_encoder.ts";
import { produce } from "../../lib/wire/messages/00_produce.ts";
import { fetchApi } from "../../lib/wire/messages/01_fetch.ts";
import { metadata } from "../../lib/wire/messages/03_metadata.ts";
import { createTopics } from "../../lib/wire/messages/19_create_topics.ts";
import { DevProcess } from "../../tests/support/broker_faults/dev_process.ts";
import { RawConnection } from "../../tests/support/brokers/raw_connection.ts";
import { fill } from "./topic.ts";

const names = [
  "describe-configs",
  "fetch-repeats",
  "list-offsets",
  "metadata",
  "never-read",
  "pipelined-fetches",
  "half-open",
  "half-frames",
];
const { values: options } = parseArgs({
  options: {
    seconds: { type: "string", default: "10" },
    attacks: { type: "string", default: names.join(",") },
  },
});
const measuredMs = Number(options.seconds) * 1000;
const client = fileURLToPath(new URL("attack_client.ts", import.meta.url));

function batchOf(valueBytes: number): Uint8Array<ArrayBuffer> {
  const value = new Uint8Array(valueBytes);
  return encodeBatch([{ key: null, value, timestamp: BigInt(Date.now()) }]);
}

/** The results of one client. */
interface Measured {
  readonly latenciesMs: number[];
  /** How often the broker closed its connection. */
  cutOff: number;
}

async function askInTurn(port: number, latenciesMs: number[], until: number): Promise<void> {
  await using connection = await RawConnection.connect(port);
  const records = batchOf(1000);
  for (let offset = 0n; performance.now() < until; offset++) {
    const steps = [
      () =>
        connection.ask(produce, 8, {
          acks: -1,
          timeoutMs: 30_000,
          topicData: [{ name: "t", partitionData: [{ index: 0, records }] }],
        }),
      () =>
        connection.ask(fetchApi, 11, {
          maxWaitMs: 0,
          minBytes: 1,
          topics: [{
            topic: "t",
            partitions: [{ partition: 0, fetchOffset: offset, partitionMaxBytes: 1000 }],
          }],
        }),
      () => connection.ask(metadata, 5, { topics: [{ name: "t" }] }),
    ];
    for (const step of steps) {
      const before = performance.now();
      await step();
      latenciesMs.push(performance.now() - before);
    }
    // Pauses between requests, like users and services, so that the processor is not saturated.
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

async function beHonest(port: number): Promise<Measured> {
  const measured: Measured = { latenciesMs: [], cutOff: 0 };
  const until = performance.now() + measuredMs;
  while (performance.now() < until) {
    try {
      await askInTurn(port, measured.latenciesMs, until);
    } catch {
      measured.cutOff += 1;
    }
  }
  return measured;
}

async function residentMebibytes(pid: number): Promise<number> {
  const status = await Deno.readTextFile(`/proc/${pid}/status`);
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)![1]) / 1024;
}

/** Measures the largest resident memory from now until it is disposed of. */
class MemoryWatch implements Disposable {
  mebibytes = 0;
  readonly #timer: ReturnType<typeof setInterval>;

  constructor(pid: number) {
    this.#timer = setInterval(async () => {
      // The process may exit during the read.
      const mebibytes = await residentMebibytes(pid).catch(() => 0);
      this.mebibytes = Math.max(this.mebibytes, mebibytes);
    }, 50);
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }
}

function percentile({ latenciesMs }: Measured, part: number): number {
  const sorted = latenciesMs.toSorted((left, right) => left - right);
  return sorted[Math.floor(sorted.length * part)] ?? NaN;
}

/** The measured results of the attacked broker and of the other one. */
interface Round {
  readonly attacked: Measured;
  readonly other: Measured;
}

function report(name: string, quiet: Round, attack: Round, mebibytes: number): void {
  const cells = (measured: Measured, before: Measured): string[] => {
    const [p99, quietP99] = [percentile(measured, 0.99), percentile(before, 0.99)];
    return [
      `p50 ${percentile(measured, 0.5).toFixed(2).padStart(6)} ms`,
      `p99 ${quietP99.toFixed(2).padStart(6)} -> ${p99.toFixed(2).padStart(6)} ms`,
      `x ${(p99 / quietP99).toFixed(1).padStart(4)}`,
    ];
  };
  // deno-lint-ignore no-console -- a measurement prints its result
  console.log(
    [
      name.padEnd(18),
      ...cells(attack.attacked, quiet.attacked),
      "other broker:",
      ...cells(attack.other, quiet.other).slice(1),
      `cut off ${attack.attacked.cutOff}`,
      `at most ${mebibytes.toFixed(0)} MiB`,
    ].join("  "),
  );
}

async function measure(broker: DevProcess, other: DevProcess): Promise<Round> {
  const [attacked, untouched] = await Promise.all([beHonest(broker.port), beHonest(other.port)]);
  return { attacked, other: untouched };
}

async function runAttack(name: string, broker: DevProcess, other: DevProcess): Promise<void> {
  const quiet = await measure(broker, other);
  const attacker = new Deno.Command("nice", {
    args: ["-n", "19", Deno.execPath(), "run", "--no-check", "-A", client, name, `${broker.port}`],
    stdin: "null",
  }).spawn();
  try {
    using watch = new MemoryWatch(broker.pid);
    // The attack needs some time to reach its full strength.
    await new Promise((resolve) => setTimeout(resolve, 2000));
    const attack = await measure(broker, other);
    report(name, quiet, attack, watch.mebibytes);
  } finally {
    attacker.kill("SIGKILL");
    await attacker.status;
  }
}

/** Starts a broker with its topics; disposing of it ends it and deletes its data. */
async function startBroker(stack: AsyncDisposableStack): Promise<DevProcess> {
  const data = await Deno.makeTempDir({ prefix: "wah-bench-" });
  stack.defer(() => Deno.remove(data, { recursive: true }));
  const broker = stack.use(await DevProcess.start({ data }));
  await using connection = await RawConnection.connect(broker.port);
  const topics = Array.from({ length: 500 }, (_, index) => `other-${index}`);
  await connection.ask(createTopics, 4, {
    topics: ["t", "big", ...topics].map((name) => ({
      name,
      numPartitions: 4,
      replicationFactor: 1,
    })),
    timeoutMs: 30_000,
  });
  return broker;
}

for (const name of options.attacks.split(",")) {
  await using stack = new AsyncDisposableStack();
  const broker = await startBroker(stack);
  const other = await startBroker(stack);
  await fill(broker.port, { topic: "big", partition: 0 }, { batch: batchOf(100_000), count: 2000 });
  await runAttack(name, broker, other);
}
