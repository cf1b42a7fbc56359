import { type BrokerLimits, withinDescriptors } from "./limits.ts";

/** The limits at which requests of clients are rejected. */
export type WatchedLimit =
  | "maxConnections"
  | "maxParkedRequests"
  | "maxTopics"
  | "maxPartitions"
  | "maxGroups"
  | "maxMembersPerGroup"
  | "maxGroupMetadataBytes";

/** Once usage is at or below this fraction of a limit, the next rejection is logged again. */
const relievedAt = 0.9;

/** The log line of each limit: what is rejected, and what helps. */
const sentences: Readonly<Record<WatchedLimit, (limit: number) => string>> = {
  maxConnections: (limit) =>
    `Reached the limit of ${limit} connections: closing those that have sent no request, and ` +
    "rejecting new ones; close some, or start the broker under a larger ulimit -n",
  maxParkedRequests: (limit) =>
    `Reached the limit of ${limit} waiting Fetch requests: answering others at once; use fewer ` +
    "consumers",
  maxTopics: (limit) => `Rejected a topic: the limit is ${limit} topics; delete some`,
  maxPartitions: (limit) =>
    `Rejected partitions: the limit is ${limit} in all topics; delete topics, or ask for fewer`,
  maxGroups: (limit) =>
    `Rejected a consumer group: the limit is ${limit} groups; delete some, or let them expire ` +
    "earlier with the setting offsets.retention.minutes",
  maxMembersPerGroup: (limit) =>
    `Rejected a member of a consumer group: the limit is ${limit} members; use more groups`,
  maxGroupMetadataBytes: (limit) =>
    `Rejected a member of a consumer group: the limit is ${limit} bytes of metadata of all ` +
    "members; use more groups, or subscribe to fewer topics",
};

/** Checks limits, and logs the first of several rejections at each of them. */
export class LimitWatch {
  #limits: BrokerLimits;
  readonly #log: (line: string) => void;
  /** The limits, with their owners, whose rejections are already logged. */
  readonly #reported = new Set<string>();

  /** @param log Logs one line. */
  constructor(limits: BrokerLimits, log: (line: string) => void) {
    this.#limits = limits;
    this.#log = log;
  }

  /** Lowers the limit of connections to what a process with so many file descriptors can have. */
  fitDescriptors(descriptors: number): void {
    this.#limits = withinDescriptors(this.#limits, descriptors);
  }

  /**
   * Whether `count` is within the limit `name`; if not, logs the first of several rejections.
   *
   * @param owner The owner of the limit, if for example each group has a separate one.
   */
  allows(name: WatchedLimit, count: number, owner = ""): boolean {
    const limit = this.#limits[name];
    if (count <= limit * relievedAt && this.#reported.size === 0) return true;
    const key = `${name} ${owner}`;
    if (count > limit) {
      if (!this.#reported.has(key)) this.#log(sentences[name](limit));
      this.#reported.add(key);
      return false;
    }
    if (count <= limit * relievedAt) this.#reported.delete(key);
    return true;
  }
}
