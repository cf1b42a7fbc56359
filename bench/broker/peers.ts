import { awaitTopicsReady } from "../../lib/kafka/admin/await_topics.ts";
import { createTopics } from "../../lib/kafka/admin/create_topics.ts";
import { KafkaClient } from "../../lib/kafka/client.ts";
import { parseAddresses } from "../../lib/kafka/config.ts";
import { DevProcess } from "../../tests/support/broker_faults/dev_process.ts";
import { stockJvm } from "../../tests/support/kafka/java.ts";
import { startKafka } from "../../tests/support/kafka/kafka.ts";

/** A broker that is measured. */
export interface Peer extends AsyncDisposable {
  readonly port: number;
  readonly pid: number;
}

/** A broker with fresh data, ready for connections. */
type Start = () => Promise<Peer>;

/**
 * The compared brokers: both with their defaults, and each as durable as the other. `wah`
 * acknowledges data on disk. Apache Kafka acknowledges data in the memory of the system, unless it
 * is configured to sync each batch.
 */
export const peers: Readonly<Record<string, Start>> = {
  "wah": () => startWah("full"),
  "kafka": () => startApacheKafka({}),
  "wah-normal": () => startWah("normal"),
  "kafka-fsync": () => startApacheKafka({ "log.flush.interval.messages": "1" }),
};

async function startWah(sync: "full" | "normal"): Promise<Peer> {
  const folder = await Deno.makeTempDir({ prefix: "wah-bench-" });
  const broker = await DevProcess.start({ data: folder, args: ["--sync", sync] });
  return {
    port: broker.port,
    pid: broker.pid,
    async [Symbol.asyncDispose](): Promise<void> {
      await broker.end("SIGTERM");
      await Deno.remove(folder, { recursive: true });
    },
  };
}

async function startApacheKafka(properties: Readonly<Record<string, string>>): Promise<Peer> {
  const cluster = await startKafka({ jvm: stockJvm, properties });
  return {
    port: Number(cluster.brokers.split(":")[1]),
    pid: cluster.pid(1),
    [Symbol.asyncDispose]: () => cluster[Symbol.asyncDispose](),
  };
}

/** Creates topics with this many partitions each; resolves once they are ready for records. */
export async function prepareTopics(
  port: number,
  names: readonly string[],
  partitions: number,
): Promise<void> {
  await using client = await KafkaClient.connect({ brokers: parseAddresses(`127.0.0.1:${port}`) });
  const specs = names.map((name) => ({ name, partitions, replicationFactor: 1 }));
  for (const { error } of await createTopics(client, specs)) {
    if (error !== null) throw error;
  }
  await awaitTopicsReady(client, names);
}

/** Starts brokers by name, and yields each with its name; throws for an unknown name. */
export async function startPeers(
  names: readonly string[],
  stack: AsyncDisposableStack,
): Promise<Map<string, Peer>> {
  const started = new Map<string, Peer>();
  for (const name of names) {
    const start = peers[name];
    if (start === undefined) throw new Error(`Cannot start "${name}": ${Object.keys(peers)}`);
    started.set(name, stack.use(await start()));
  }
  return started;
}
