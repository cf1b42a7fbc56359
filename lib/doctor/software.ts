import type { BrokerVersions } from "../kafka/connection/versions.ts";

/** The software of a broker. */
export type Software = "Redpanda" | "wah dev" | "Kafka";

/** API keys that brokers differ in. */
const fetchKey = 1;
const addPartitionsToTxnKey = 24;
const describeClusterKey = 60;

/**
 * The first version of Apache Kafka whose brokers serve an API in a version, the newest first. The
 * entries are from the release notes and the protocol's message definitions.
 */
const milestones: readonly (readonly [release: string, key: number, version: number])[] = [
  ["4.0", describeClusterKey, 2],
  ["3.9", fetchKey, 17],
  ["3.8", 75, 0],
  ["3.7", fetchKey, 16],
  ["3.5", fetchKey, 15],
  ["3.1", fetchKey, 13],
  ["3.0", 65, 0],
  ["2.8", describeClusterKey, 0],
  ["2.7", fetchKey, 12],
  ["2.6", 48, 0],
  ["2.4", 45, 0],
  ["2.3", fetchKey, 11],
  ["2.2", 43, 0],
  ["2.1", fetchKey, 10],
  ["2.0", fetchKey, 8],
  ["1.1", fetchKey, 7],
  ["1.0", fetchKey, 6],
  ["0.11", fetchKey, 5],
];

/** The newest release of Apache Kafka whose API versions a broker has; null if none is known. */
export function kafkaRelease(versions: BrokerVersions): string | null {
  const found = milestones.find(([, key, version]) => (versions.get(key)?.max ?? -1) >= version);
  return found?.[0] ?? null;
}

/**
 * Tells brokers apart by what they serve and by the id of their cluster, which Redpanda begins with
 * `redpanda.`. The development broker of wah has new APIs and no transactions; Kafka and Redpanda
 * have both.
 *
 * @param clusterId Null if it is not known.
 */
export function softwareOf(versions: BrokerVersions, clusterId: string | null): Software {
  if (clusterId?.startsWith("redpanda.")) return "Redpanda";
  const hasNewApis = versions.has(describeClusterKey);
  return hasNewApis && !versions.has(addPartitionsToTxnKey) ? "wah dev" : "Kafka";
}
