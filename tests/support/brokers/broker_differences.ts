/** A difference between the embedded broker and Apache Kafka in one conformance case. */
export interface BrokerDifference {
  readonly reason: string;
  /** The error of the case if it fails for that reason. */
  readonly failure: RegExp;
}

const transactions: BrokerDifference = {
  reason: "it has no transactions, which no client uses unless configured to",
  failure: /TRANSACTIONAL_ID_AUTHORIZATION_FAILED/,
};

const replicas = "it takes a replication factor above one, and stores one, unless it is strict";

/**
 * Every conformance case that fails on the embedded broker on purpose, by name. Each is declared
 * with `brokerCase()`, and fails the run if it passes there.
 */
export const brokerDifferences: Readonly<Record<string, BrokerDifference>> = {
  "readPartitions() ends at the last stable offset of an open transaction": transactions,
  "readPartitions() leaves aborted records out when reading committed": transactions,
  "readPartitions() ends if only aborted records and markers are left": transactions,
  "wah copy --read-committed skips open and aborted transactions": transactions,
  "resolveRange() does not count markers and aborted records": transactions,
  "createTopics() returns an error for more replicas than brokers": {
    reason: replicas,
    failure: /INVALID_REPLICATION_FACTOR/,
  },
  "wah topic create reports the number of brokers if it is too low": {
    reason: replicas,
    failure: /0 !== 1/,
  },
  "resetTopic() does not delete a topic that it could not restore": {
    reason: replicas,
    failure: /INVALID_REPLICATION_FACTOR/,
  },
};
