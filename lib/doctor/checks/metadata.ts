import type { Address } from "../../kafka/config.ts";
import { ConnectionLostError } from "../../kafka/connection/connection_error.ts";
import { exchange } from "../../kafka/connection/exchange.ts";
import { UnsupportedApiError } from "../../kafka/connection/unsupported_api_error.ts";
import { toKafkaError } from "../../kafka/kafka_error.ts";
import {
  type ClusterMetadata,
  metadataMinVersion,
  toClusterMetadata,
} from "../../kafka/metadata.ts";
import { formatAddress } from "../../text/format_address.ts";
import { metadata } from "../../wire/messages/03_metadata.ts";
import { brokerFault, type Examination, type ExaminedBroker } from "../examination.ts";
import { type Fault, faultOf } from "../fault.ts";
import { softwareOf } from "../software.ts";
import { type Finding, ok } from "../step.ts";
import { offeredMechanisms } from "./login.ts";

/** Asks each broker for its cluster and the brokers in it. */
export async function checkMetadata(examination: Examination): Promise<Finding[]> {
  const brokers = examination.usable;
  const findings = await examination.eachBroker(async (broker, name) => {
    try {
      broker.cluster = await readCluster(broker.address, examination);
    } catch (error) {
      return brokerFault(broker, await metadataFault(error, broker, examination));
    }
    if (broker.cluster.nodes.length === 0) return brokerFault(broker, noBrokers(name));
    return ok(name, describe(broker, broker.cluster), {
      cluster: broker.cluster.clusterId,
      software: softwareOf(broker.versions ?? new Map(), broker.cluster.clusterId),
      brokers: broker.cluster.nodes,
    });
  });
  return findings.map((finding, index) => {
    const broker = brokers[index];
    const fault = broker === undefined ? null : otherCluster(broker, examination);
    if (fault === null) return finding;
    broker!.fault = fault;
    return brokerFault(broker!, fault);
  });
}

/**
 * Asks a broker for its cluster, without topics.
 *
 * @throws {WahError} If it cannot be reached, or rejects the request.
 * @throws The signal's reason if it aborts first.
 */
export async function readCluster(
  address: Address,
  { registry, wait }: Pick<Examination, "registry" | "wait">,
): Promise<ClusterMetadata> {
  const connection = await registry.get(address, "main", wait.signal);
  const body = { topics: [], allowAutoTopicCreation: false };
  const limits = { ...wait, minVersion: metadataMinVersion };
  const answer = await exchange(connection, metadata, body, limits);
  const error = toKafkaError(answer.errorCode);
  if (error !== null) throw error.during("read the cluster's metadata");
  return toClusterMetadata(answer);
}

/** A port that requires a login closes the connection at a request without one. */
async function metadataFault(
  error: unknown,
  { address }: ExaminedBroker,
  examination: Examination,
): Promise<Fault> {
  const fault = faultOf(error);
  const name = formatAddress(address);
  if (error instanceof UnsupportedApiError && error.isUnknown) {
    const message = `Cannot use ${name}: this is not a broker's port`;
    return { ...fault, code: "foreign", message };
  }
  const isClosed = error instanceof ConnectionLostError && error.finding === "closed";
  if (!isClosed || examination.config.sasl !== undefined) return fault;
  const mechanisms = await offeredMechanisms(address, examination);
  if (mechanisms.length === 0) return fault;
  const message = `Cannot use ${name} without a login: it accepts ${mechanisms.join(", ")}`;
  return { ...fault, code: "login-required", message, isUnreachable: false };
}

function noBrokers(name: string): Fault {
  return {
    code: "no-brokers",
    message: `Cannot use the cluster of ${name}: it lists no broker with an address for clients`,
    isUnreachable: false,
  };
}

/** The fault of a broker of another cluster than the first one's; null if there is none. */
function otherCluster(broker: ExaminedBroker, { brokers }: Examination): Fault | null {
  const first = brokers.find(({ cluster }) => cluster?.clusterId != null)!;
  const [wanted, found] = [first?.cluster?.clusterId, broker.cluster?.clusterId];
  if (wanted == null || found == null || wanted === found) return null;
  const [one, other] = [first, broker].map(({ address }) => formatAddress(address));
  return {
    code: "other-cluster",
    message: `Cannot use the brokers together: ${one} belongs to the cluster "${wanted}", ` +
      `${other} to "${found}"`,
    isUnreachable: false,
  };
}

function describe({ versions }: ExaminedBroker, { clusterId, nodes }: ClusterMetadata): string {
  const software = softwareOf(versions ?? new Map(), clusterId);
  const list = nodes.map((node) => `${node.id} at ${formatAddress(node)}`).join(", ");
  const cluster = clusterId === null ? "a cluster without an id" : `cluster "${clusterId}"`;
  return `${software}, ${cluster}, ${nodes.length === 1 ? "broker" : "brokers"} ${list}`;
}
