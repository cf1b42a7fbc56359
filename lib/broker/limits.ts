/** The limits of everything that a client could make grow. */
export interface BrokerLimits {
  /** A request that announces more bytes closes its connection before memory is reserved for it. */
  readonly maxFrameBytes: number;
  /** The same for every request except Produce, because others need not be large. */
  readonly maxOtherFrameBytes: number;
  /**
   * Elements of all arrays of one request together, in a broker without topics; a request with more
   * closes its connection.
   */
  readonly maxRequestElements: number;
  /** Additional elements for each topic and partition, because a request may name all of them. */
  readonly requestElementsPerPartition: number;
  /**
   * Above this number of connections, the oldest one that has not sent a complete request is
   * closed. If there is none, the new connection is closed.
   */
  readonly maxConnections: number;
  /** Requests of one connection that wait or run; at this limit no more are read. */
  readonly maxRequestsPerConnection: number;
  /** Bytes of requests of one connection that wait or run; at this limit no more are read. */
  readonly maxRequestBytesPerConnection: number;
  /** Bytes of the requests of all connections, including incomplete ones. */
  readonly maxRequestBytes: number;
  /** Memory of large requests that is kept for the next ones. */
  readonly maxPooledBytes: number;
  /** Memory of all connections for decoded requests, and for answers until they are written. */
  readonly maxAnswerBytes: number;
  /** Bytes of the requests, and of each answer, of one connection that do not count for that. */
  readonly freeBytesPerConnection: number;
  /** How long a request or an answer waits for memory; the connection is closed then. */
  readonly maxMemoryWaitMs: number;
  /**
   * While other connections wait for memory, a connection that has held some for this long without
   * progress is closed: it does not read its answer, or has stopped in the middle of a request.
   */
  readonly maxStallMs: number;
  /** How long a client may take to send its first complete request. */
  readonly firstRequestTimeoutMs: number;
  /** How long a client may take to send the rest of a request once it has started. */
  readonly frameTimeoutMs: number;
  /** A large request may take longer than that, if this many bytes of it arrive per second. */
  readonly minFrameBytesPerSecond: number;
  /** How long a connection that is being closed waits for the client to read the last answers. */
  readonly closingTimeoutMs: number;
  /** How long one request may run without a pause while others wait. */
  readonly workSliceMs: number;
  /** Parked long polls of Fetch in the whole broker; the next one is answered at once. */
  readonly maxParkedRequests: number;
  /** Longest wait of a Fetch for records, even if the client asks for more. */
  readonly maxFetchWaitMs: number;
  /** Bytes of records in one Fetch answer, even if the client asks for more. */
  readonly maxFetchBytes: number;
  readonly maxTopics: number;
  /** Partitions of all topics together. */
  readonly maxPartitions: number;
  readonly maxGroups: number;
  readonly maxMembersPerGroup: number;
  /** Bytes of the protocols of all members of one consumer group: names and metadata. */
  readonly maxGroupMetadataBytes: number;
}

/** Descriptors that a broker opens in addition to connections: data, log, listeners, a reserve. */
const ownDescriptors = 48;

/** Returns `limits` with at most as many connections as the process can open sockets. */
export function withinDescriptors(limits: BrokerLimits, descriptors: number): BrokerLimits {
  const maxConnections = Math.max(1, Math.min(limits.maxConnections, descriptors - ownDescriptors));
  return { ...limits, maxConnections };
}

const kibibyte = 1024;
const mebibyte = 1024 * kibibyte;

/** The default limits; the largest frame is that of Kafka's defaults. */
export const defaultLimits: BrokerLimits = {
  maxFrameBytes: 100 * mebibyte,
  maxOtherFrameBytes: 8 * mebibyte,
  maxRequestElements: 25_000,
  requestElementsPerPartition: 2,
  maxConnections: 4096,
  maxRequestsPerConnection: 64,
  maxRequestBytesPerConnection: 8 * mebibyte,
  maxRequestBytes: 64 * mebibyte,
  maxPooledBytes: 8 * mebibyte,
  maxAnswerBytes: 96 * mebibyte,
  freeBytesPerConnection: 16 * kibibyte,
  maxMemoryWaitMs: 10_000,
  maxStallMs: 1_000,
  firstRequestTimeoutMs: 10_000,
  frameTimeoutMs: 30_000,
  minFrameBytesPerSecond: 64 * kibibyte,
  closingTimeoutMs: 5_000,
  workSliceMs: 0.5,
  maxParkedRequests: 16_384,
  maxFetchWaitMs: 5 * 60 * 1000,
  maxFetchBytes: 55 * mebibyte,
  maxTopics: 20_000,
  maxPartitions: 100_000,
  maxGroups: 10_000,
  maxMembersPerGroup: 1_000,
  maxGroupMetadataBytes: 8 * mebibyte,
};
