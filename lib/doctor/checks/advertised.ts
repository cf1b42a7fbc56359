import { WahError } from "../../errors.ts";
import { UnsupportedApiError } from "../../kafka/connection/unsupported_api_error.ts";
import { exchange } from "../../kafka/connection/exchange.ts";
import type { ClusterMetadata, Node } from "../../kafka/metadata.ts";
import { formatAddress } from "../../text/format_address.ts";
import { describeCluster } from "../../wire/messages/60_describe_cluster.ts";
import type { Examination, ExaminedBroker } from "../examination.ts";
import { type AdvertisedBroker, type Fault, faultOf } from "../fault.ts";
import { type Software, softwareOf } from "../software.ts";
import { faulty, type Finding, ok, skipped } from "../step.ts";
import { readCluster } from "./metadata.ts";
import { resolveHost } from "./names.ts";
import { connectToEach } from "./tcp.ts";

/** KIP-1073: Kafka 4.0 also lists brokers that are registered and do not run. */
const fencedSince = 2;

/**
 * Connects to every broker of the cluster at the address that it advertises, as clients do after
 * the first connection: name, TCP, TLS, login, and whether the same cluster answers.
 */
export async function checkAdvertised(examination: Examination): Promise<Finding[]> {
  const { cluster } = examination;
  if (cluster === null) return [skipped("an earlier step failed")];
  const [findings, down] = await Promise.all([
    Promise.all(cluster.nodes.map((node) => checkNode(node, cluster, examination))),
    brokersDown(examination),
  ]);
  examination.signal.throwIfAborted();
  const all = [...findings, ...down];
  examination.hasAdvertisedFault = all.some(({ fault }) => fault !== undefined);
  return all;
}

async function checkNode(
  node: Node,
  { clusterId, nodes }: ClusterMetadata,
  examination: Examination,
): Promise<Finding> {
  const address = formatAddress(node);
  const advertised = { id: node.id, address, software: softwareIn(examination) };
  const subject = `broker ${node.id} at ${address}`;
  const twin = nodes.find((other) => other.id < node.id && formatAddress(other) === address);
  if (twin !== undefined) return faulty(subject, duplicateAddress(twin.id, advertised));
  const given = findGiven(address, examination);
  if (given !== undefined && given.fault !== null) return alreadyFaulty(subject);
  if (given !== undefined) return ok(subject, "the address in use", { broker: node.id });
  try {
    const hosts = await resolveHost(node, examination.signal);
    const attempts = await connectToEach(node, hosts, examination);
    if (attempts.every(({ failure }) => failure !== null)) throw attempts[0]!.failure;
    const found = await readCluster(node, examination);
    if (clusterId !== null && found.clusterId !== null && found.clusterId !== clusterId) {
      return faulty(subject, otherCluster(found.clusterId, clusterId, advertised));
    }
    const data = { broker: node.id, addresses: hosts };
    return ok(subject, hosts[0] === node.host ? "answers" : `${hosts.join(", ")}, answers`, data);
  } catch (error) {
    return faulty(subject, advertisedFault(error, advertised));
  }
}

/** The broker that the settings name with an address; undefined if they do not. */
function findGiven(address: string, { brokers }: Examination): ExaminedBroker | undefined {
  return brokers.find((broker) => formatAddress(broker.address) === address);
}

function alreadyFaulty(subject: string): Finding {
  return skipped("an earlier step failed for this address", subject);
}

/** The software of the brokers, as far as the first one tells. */
function softwareIn({ brokers, cluster }: Examination): Software {
  const versions = brokers.find(({ versions }) => versions !== null)?.versions ?? new Map();
  return softwareOf(versions, cluster?.clusterId ?? null);
}

function advertisedFault(error: unknown, advertised: AdvertisedBroker): Fault {
  const { hint: _, ...fault } = faultOf(error);
  return {
    ...fault,
    message: fault.message.replace("the broker at", `broker ${advertised.id} at`),
    advertised,
  };
}

function duplicateAddress(otherId: number, advertised: AdvertisedBroker): Fault {
  return {
    code: "duplicate-address",
    message: `Cannot tell brokers apart: ${otherId} and ${advertised.id} both advertise ` +
      advertised.address,
    isUnreachable: false,
    advertised,
  };
}

function otherCluster(found: string, wanted: string, advertised: AdvertisedBroker): Fault {
  return {
    code: "other-cluster",
    message: `Cannot reach broker ${advertised.id} at ${advertised.address}: a broker of another ` +
      `cluster answers there ("${found}" instead of "${wanted}")`,
    isUnreachable: false,
    advertised,
  };
}

/** The brokers that are registered with the cluster and do not run, as far as it tells. */
async function brokersDown(examination: Examination): Promise<Finding[]> {
  const { usable: [broker], registry, wait } = examination;
  if (broker === undefined) return [];
  try {
    const connection = await registry.get(broker.address, "main", wait.signal);
    const body = { includeFencedBrokers: true };
    const limits = { ...wait, minVersion: fencedSince };
    const { brokers } = await exchange(connection, describeCluster, body, limits);
    return brokers.filter(({ isFenced }) => isFenced).map(({ brokerId, host, port }) => {
      const address = formatAddress({ host, port });
      const subject = `broker ${brokerId} at ${address}`;
      if (findGiven(address, examination)?.fault) return alreadyFaulty(subject);
      return faulty(subject, {
        code: "broker-down",
        message: `Cannot use broker ${brokerId} at ${address}: the controller reports it as not ` +
          "running",
        isUnreachable: false,
        advertised: { id: brokerId, address, software: softwareIn(examination) },
      });
    });
  } catch (error) {
    // Older brokers do not list them, and a user may lack the right to ask.
    if (error instanceof UnsupportedApiError) return [];
    if (error instanceof WahError && error.kind === "failed") return [];
    throw error;
  }
}
