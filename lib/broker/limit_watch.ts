import type { BrokerLimits } from "./limits.ts";

/** Limits at which something is refused that a client has asked for. */
export type WatchedLimit =
  | "maxConnections"
  | "maxParkedRequests"
  | "maxTopics"
  | "maxPartitions"
  | "maxGroups"
  | "maxMembersPerGroup"
  | "maxGroupMetadataBytes";

/** Once usage is at or below this part of a limit, the next refusal is logged again. */
const relievedAt = 0.9;

/** What is logged at each limit: what is refused, and what helps. */
const sentences: Readonly<Record<WatchedLimit, (limit: number) => string>> = {
  maxConnections: (limit) =>
    `Reached the limit of ${limit} connections: closing those that have sent no request, and ` +
    "refusing new ones; close some, or start the broker under a larger ulimit -n",
  maxParkedRequests: (limit) =>
    `Reached the limit of ${limit} waiting Fetch requests: answering others at once; use fewer ` +
    "consumers",
  maxTopics: (limit) => `Refused a topic: the limit is ${limit} topics; delete some`,
  maxPartitions: (limit) =>
    `Refused partitions: the limit is ${limit} in all topics; delete topics, or ask for fewer`,
  maxGroups: (limit) =>
    `Refused a consumer group: the limit is ${limit} groups; delete some, or let them expire ` +
    "earlier with the setting offsets.retention.minutes",
  maxMembersPerGroup: (limit) =>
    `Refused a member of a consumer group: the limit is ${limit} members; use more groups`,
  maxGroupMetadataBytes: (limit) =>
    `Refused a member of a consumer group: the limit is ${limit} bytes of metadata of all ` +
    "members; use more groups, or subscribe to fewer topics",
};

/** Checks limits, and logs the first of several refusals at each of them. */
export class LimitWatch {
  readonly #limits: BrokerLimits;
  readonly #log: (line: string) => void;
  /** The limits, with their owners, whose refusals are logged already. */
  readonly #reported = new Set<string>();

  /** @param log Called with one line for the people who run the broker. */
  constructor(limits: BrokerLimits, log: (line: string) => void) {
    this.#limits = limits;
    this.#log = log;
  }

  /**
   * Whether `count` is within the limit `name`; if not, the first of several refusals is logged.
   *
   * @param owner Whose limit it is, if for example each group has its own.
   */
  allows(name: WatchedLimit, count: number, owner = ""): boolean {
    const limit = this.#limits[name];
    if (count <= limit * relievedAt && this.#reported.size === 0) return true;
    const spell = `${name} ${owner}`;
    if (count > limit) {
      if (!this.#reported.has(spell)) this.#log(sentences[name](limit));
      this.#reported.add(spell);
      return false;
    }
    if (count <= limit * relievedAt) this.#reported.delete(spell);
    return true;
  }
}
