import type { BrokerLimits } from "./limits.ts";

/** Limits at which something is refused that a client asked for. */
export type WatchedLimit =
  | "maxConnections"
  | "maxParkedRequests"
  | "maxTopics"
  | "maxPartitions"
  | "maxGroups"
  | "maxMembersPerGroup";

/** Below this part of a limit a spell of refusals is over: the next one is told of again. */
const relievedAt = 0.9;

/** What was refused at a limit, and what helps. */
const sentences: Readonly<Record<WatchedLimit, (limit: number) => string>> = {
  maxConnections: (limit) =>
    `Refused a connection: ${limit} are open, which is the limit; close some, or start the ` +
    "broker under a larger ulimit -n",
  maxParkedRequests: (limit) =>
    `Answered a Fetch before its time: ${limit} requests wait already, which is the limit; ` +
    "use fewer consumers",
  maxTopics: (limit) => `Refused a topic: there are ${limit}, which is the limit; delete some`,
  maxPartitions: (limit) =>
    `Refused partitions: there may be ${limit} in all; delete topics or ask for fewer`,
  maxGroups: (limit) =>
    `Refused a consumer group: there are ${limit}, which is the limit; delete some, or let them ` +
    "expire earlier with --set offsets.retention.minutes=MINUTES",
  maxMembersPerGroup: (limit) =>
    `Refused a member of a consumer group: it has ${limit}, which is the limit; use more groups`,
};

/** Keeps a broker within its limits, and tells once per spell of refusals at which one it is. */
export class LimitWatch {
  readonly #limits: BrokerLimits;
  readonly #log: (line: string) => void;
  /** The limits, and of whom, that refuse at present. */
  readonly #told = new Set<string>();

  /** @param log Takes one line for the people who run the broker. */
  constructor(limits: BrokerLimits, log: (line: string) => void) {
    this.#limits = limits;
    this.#log = log;
  }

  /**
   * Whether there may be `count` of what `name` bounds; when not, people are told unless they know.
   *
   * @param owner Whose limit it is, where each group or the like has its own.
   */
  allows(name: WatchedLimit, count: number, owner = ""): boolean {
    const limit = this.#limits[name];
    if (count <= limit * relievedAt && this.#told.size === 0) return true;
    const spell = `${name} ${owner}`;
    if (count > limit) {
      if (!this.#told.has(spell)) this.#log(sentences[name](limit));
      this.#told.add(spell);
      return false;
    }
    if (count <= limit * relievedAt) this.#told.delete(spell);
    return true;
  }
}
