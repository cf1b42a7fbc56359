import { describeCluster } from "../../wire/messages/60_describe_cluster.ts";
import type { KafkaClient } from "../client.ts";
import { ConnectionLostError } from "../connection/connection_error.ts";
import { UnsupportedApiError } from "../connection/unsupported_api_error.ts";
import type { Node } from "../metadata.ts";
import type { AdminOptions } from "./admin_options.ts";

/** The state of one broker. */
export interface ProbedBroker {
  readonly id: number;
  /** Null if the broker is known only as the location of replicas. */
  readonly host: string | null;
  readonly port: number | null;
  readonly rack: string | null;
  /** Whether it responds at its advertised address. */
  readonly isUp: boolean;
  /** Why it is not up, to follow a colon; null if it is up. */
  readonly problem: string | null;
}

const defaultTimeoutMs = 5_000;
/** First version that lists registered brokers that are not running (KIP-1073, Kafka 4.0). */
const fencedSince = 2;

/**
 * Checks whether each of `nodes` responds, and adds brokers that are missing: those that the
 * controller has registered, if it reports them, and those in `replicaIds`.
 */
export async function probeBrokers(
  client: KafkaClient,
  nodes: readonly Node[],
  replicaIds: Iterable<number>,
  options: AdminOptions,
): Promise<ProbedBroker[]> {
  const [probed, registered] = await Promise.all([
    Promise.all(nodes.map((node) => probe(client, node, options))),
    fencedBrokers(client, options),
  ]);
  const states = new Map(probed.map((state) => [state.id, state]));
  for (const node of registered) {
    if (!states.has(node.id)) {
      states.set(node.id, down(node, "the controller reports it as not running"));
    }
  }
  for (const id of replicaIds) {
    if (!states.has(id)) {
      states.set(id, down({ id, host: null, port: null, rack: null }, "it is not in the cluster"));
    }
  }
  return [...states.values()].toSorted((a, b) => a.id - b.id);
}

async function probe(
  client: KafkaClient,
  node: Node,
  { signal, timeoutMs = defaultTimeoutMs }: AdminOptions,
): Promise<ProbedBroker> {
  try {
    await client.metadata({ node: node.id, timeoutMs, ...(signal && { signal }) });
    return { ...node, isUp: true, problem: null };
  } catch (error) {
    if (!(error instanceof ConnectionLostError)) throw error;
    return down(node, error.found);
  }
}

async function fencedBrokers(client: KafkaClient, options: AdminOptions): Promise<Node[]> {
  try {
    const { errorCode, brokers } = await client.request(
      describeCluster,
      { includeFencedBrokers: true },
      { ...options, minVersion: fencedSince },
    );
    if (errorCode !== 0) return [];
    return brokers
      .filter(({ isFenced }) => isFenced)
      .map(({ brokerId, host, port, rack }) => ({ id: brokerId, host, port, rack }));
  } catch (error) {
    if (error instanceof UnsupportedApiError) return [];
    throw error;
  }
}

function down(
  node: Pick<ProbedBroker, "id" | "host" | "port" | "rack">,
  problem: string,
): ProbedBroker {
  return { ...node, isUp: false, problem };
}
