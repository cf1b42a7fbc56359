/** How the embedded broker differs from Apache Kafka in one conformance case. */
export interface BrokerDifference {
  readonly reason: string;
  /** What the case says when it fails for that reason. */
  readonly failure: RegExp;
}

const transactions: BrokerDifference = {
  reason: "it has no transactions, which no client uses unless told to",
  failure: /TRANSACTIONAL_ID_AUTHORIZATION_FAILED/,
};

const replicas = "it takes a replication factor above one, and stores one, unless it is strict";

/**
 * The conformance cases that fail on the embedded broker on purpose, by name: all of them, here and
 * nowhere else. Each is declared with `brokerCase()`, and fails the run once it passes there.
 */
export const brokerDifferences: Readonly<Record<string, BrokerDifference>> = {
  "readPartitions() ends at the last stable offset of an open transaction": transactions,
  "readPartitions() leaves aborted records out when reading committed": transactions,
  "readPartitions() ends if only aborted records and markers are left": transactions,
  "resolveRange() does not count markers and aborted records": transactions,
  "createTopics() returns an error for more replicas than brokers": {
    reason: replicas,
    failure: /INVALID_REPLICATION_FACTOR/,
  },
  "wah topic create tells how many brokers there are for too many replicas": {
    reason: replicas,
    failure: /0 !== 1/,
  },
  "resetTopic() does not delete a topic that it could not restore": {
    reason: replicas,
    failure: /INVALID_REPLICATION_FACTOR/,
  },
};
