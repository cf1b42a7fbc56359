/** Bounds of everything that a client could make grow. */
export interface BrokerLimits {
  /** A request that says to be longer costs its connection, before anything is kept for it. */
  readonly maxFrameBytes: number;
  /** Further connections are closed at once. */
  readonly maxConnections: number;
  /** Requests of one connection that wait or run; beyond it nothing more is read from it. */
  readonly maxRequestsPerConnection: number;
  /** Bytes of requests of one connection that wait or run; beyond it nothing more is read. */
  readonly maxRequestBytesPerConnection: number;
  /** Long polls of Fetch parked in the whole broker; a further one answers at once. */
  readonly maxParkedRequests: number;
  /** Longest wait of a Fetch for records, whatever the client asks; an empty answer ends it. */
  readonly maxFetchWaitMs: number;
  /** Bytes of records in one Fetch answer, whatever the client asks. */
  readonly maxFetchBytes: number;
  readonly maxTopics: number;
  /** Partitions of all topics together. */
  readonly maxPartitions: number;
  readonly maxGroups: number;
  readonly maxMembersPerGroup: number;
}

/** What a broker opens beside its connections: data, log, listeners, and some to spare. */
const ownDescriptors = 48;

/**
 * `limits` with no more connections than so many files and sockets allow: where they run out, the
 * runtime stops to accept connections for good.
 */
export function withinDescriptors(limits: BrokerLimits, descriptors: number): BrokerLimits {
  const maxConnections = Math.max(1, Math.min(limits.maxConnections, descriptors - ownDescriptors));
  return { ...limits, maxConnections };
}

/** The limits of a broker that was told nothing else; frames as Kafka's own default. */
export const defaultLimits: BrokerLimits = {
  maxFrameBytes: 100 * 1024 * 1024,
  maxConnections: 4096,
  maxRequestsPerConnection: 64,
  maxRequestBytesPerConnection: 128 * 1024 * 1024,
  maxParkedRequests: 16_384,
  maxFetchWaitMs: 5 * 60 * 1000,
  maxFetchBytes: 55 * 1024 * 1024,
  maxTopics: 20_000,
  maxPartitions: 100_000,
  maxGroups: 10_000,
  maxMembersPerGroup: 1_000,
};
