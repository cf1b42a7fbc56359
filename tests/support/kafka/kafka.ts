import { join } from "node:path";
import { kafkaJars } from "./java.ts";
import { kcat } from "./kcat.ts";
import { KafkaNode } from "./kafka_node.ts";
import { type KafkaNodePlace, kafkaProperties } from "./kafka_properties.ts";
import { poll } from "../poll.ts";
import { freePorts } from "../peers/ports.ts";

/** How often a cluster gets new ports because another process has taken one of them. */
const maxLayouts = 3;

/** Options of a test cluster. */
export interface KafkaOptions {
  readonly nodes?: 1 | 3;
  /**
   * Broker settings that are added to those of `kafkaProperties()` or replace them, or a function
   * that returns them.
   */
  readonly properties?:
    | Readonly<Record<string, string>>
    | ((place: KafkaNodePlace) => Readonly<Record<string, string>>);
  /** Users that log in with SCRAM, for example `SCRAM-SHA-256=[name=alice,password=secret]`. */
  readonly scram?: readonly string[];
  /** The folder of Apache Kafka's jars. Default: from the environment. */
  readonly jars?: string;
  /** Options of the virtual machine. Default: a small heap, to start fast. */
  readonly jvm?: readonly string[];
  /** Java system properties to add. */
  readonly systemProperties?: Readonly<Record<string, string>>;
}

/**
 * A cluster of real Apache Kafka nodes on loopback; disposing of it stops it and removes its data.
 */
export class KafkaCluster implements AsyncDisposable {
  readonly #folder: string;
  readonly #nodes: readonly KafkaNode[];

  constructor(folder: string, nodes: readonly KafkaNode[]) {
    this.#folder = folder;
    this.#nodes = nodes;
  }

  /** `host:port` of every node, running or not, joined with commas; nodes have the ids 1, 2, 3. */
  get brokers(): string {
    return this.#nodes.map((node) => node.address).join(",");
  }

  /** `host:port` of one node. */
  address(id: number): string {
    return this.#node(id).address;
  }

  /** The process id of a running node. */
  pid(id: number): number {
    const pid = this.#node(id).pid;
    if (pid === undefined) throw new Error(`Node ${id} is not running`);
    return pid;
  }

  /** The folder of one partition's log on a node; change it only while the node is stopped. */
  logFolder(id: number, topic: string, partition: number): string {
    return join(this.#node(id).place.folder, "data", `${topic}-${partition}`);
  }

  /** Stops a node cleanly (SIGTERM), after its partitions have moved to other leaders. */
  async stop(id: number): Promise<void> {
    await this.#node(id).end("SIGTERM");
  }

  /** Kills a node (SIGKILL); the others notice when its session expires. */
  async kill(id: number): Promise<void> {
    await this.#node(id).end("SIGKILL");
  }

  /** Starts a stopped node again with the same port and data, and waits until the others see it. */
  async start(id: number): Promise<void> {
    this.#node(id).start();
    await this.ready();
  }

  /** Waits until every running node names exactly the running nodes in its metadata. */
  async ready(): Promise<void> {
    const running = this.#nodes.filter((node) => node.isRunning);
    const wanted = running.map((node) => node.place.id).join();
    for (const node of running) {
      await poll(async () => {
        if (!node.isRunning) throw new Error(await this.#complaint(node));
        return (await brokersSeenBy(node.address)).join() === wanted || undefined;
      }, () => `Kafka node ${node.place.id} did not see the nodes ${wanted}`);
    }
  }

  /** The logs of all nodes. */
  async logs(): Promise<string> {
    const logs = this.#nodes.map(async (node) => `node ${node.place.id}:\n${await node.log()}`);
    return (await Promise.all(logs)).join("\n");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#nodes.map((node) => node.end("SIGKILL")));
    await Deno.remove(this.#folder, { recursive: true });
  }

  #node(id: number): KafkaNode {
    const node = this.#nodes.find((node) => node.place.id === id);
    if (node === undefined) throw new Error(`Cannot find node ${id} in this cluster`);
    return node;
  }

  async #complaint(node: KafkaNode): Promise<string> {
    return `Kafka node ${node.place.id} ended before it was ready; its log:\n${await node.log()}`;
  }
}

/**
 * Formats and starts Apache Kafka nodes on free loopback ports, and waits until they are one
 * cluster. If that fails, the error contains the logs of the nodes.
 */
export async function startKafka(options: KafkaOptions = {}): Promise<KafkaCluster> {
  for (let layout = 1;; layout++) {
    const { cluster, nodes } = layOut(options);
    try {
      await startAll(cluster, nodes, options);
      return cluster;
    } catch (error) {
      const lostPorts = await Promise.all(nodes.map((node) => node.lostItsPort()));
      const logs = await cluster.logs();
      await cluster[Symbol.asyncDispose]();
      if (lostPorts.includes(true) && layout < maxLayouts) continue;
      throw new Error(`Cannot start Apache Kafka: ${error}\n${logs}`, { cause: error });
    }
  }
}

function layOut(options: KafkaOptions): { cluster: KafkaCluster; nodes: KafkaNode[] } {
  const folder = Deno.makeTempDirSync({ prefix: "wah-kafka-" });
  const count = options.nodes ?? 1;
  const ports = freePorts(count * 2);
  const nodes = Array.from({ length: count }, (_, index) => {
    const place: KafkaNodePlace = {
      id: index + 1,
      port: ports[index]!,
      controllerPort: ports[count + index]!,
      folder: join(folder, `node${index + 1}`),
    };
    const { jars = kafkaJars(), jvm, systemProperties } = options;
    return new KafkaNode(place, { jars, jvm, systemProperties });
  });
  return { cluster: new KafkaCluster(folder, nodes), nodes };
}

async function startAll(
  cluster: KafkaCluster,
  nodes: readonly KafkaNode[],
  options: KafkaOptions,
): Promise<void> {
  const places = nodes.map((node) => node.place);
  const clusterId = crypto.getRandomValues(new Uint8Array(16))
    .toBase64({ alphabet: "base64url", omitPadding: true });
  const { properties, scram } = options;
  await Promise.all(nodes.map(async (node) => {
    const own = typeof properties === "function" ? properties(node.place) : properties;
    await node.format(kafkaProperties(node.place, places, own), { clusterId, scram });
    node.start();
  }));
  await cluster.ready();
}

/** Returns the node ids that a broker reports, in order; empty while it does not respond. */
async function brokersSeenBy(address: string): Promise<number[]> {
  const [hostname, port] = address.split(":");
  try {
    (await Deno.connect({ hostname: hostname!, port: Number(port) })).close();
    const listing: { brokers: { id: number }[] } = JSON.parse(
      await kcat(["-L", "-J", "-m", "5", "-b", address]),
    );
    return listing.brokers.map((broker) => broker.id).sort();
  } catch {
    return [];
  }
}
