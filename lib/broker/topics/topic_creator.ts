import type { ErrorName } from "../../wire/errors.ts";
import type { BrokerSettings } from "../configs/broker_settings.ts";
import { topicConfigError } from "../configs/topic_configs.ts";
import type { LimitWatch } from "../limit_watch.ts";
import type { BrokerLimits } from "../limits.ts";
import { StorageError } from "../log/commit_queue.ts";
import { nodeId } from "../node_id.ts";
import type { Topic } from "./topic.ts";
import { topicNameError } from "./topic_name.ts";
import type { TopicRegistry } from "./topic_registry.ts";

/** A topic that a client requests. */
export interface NewTopic {
  readonly name: string;
  /** -1 for the broker's default. */
  readonly partitionCount: number;
  /** -1 for the broker's default. */
  readonly replicationFactor: number;
  /** The replicas of each partition, if the client assigns them. */
  readonly assignments: readonly {
    readonly partitionIndex: number;
    readonly brokerIds: readonly number[];
  }[];
  readonly configs: readonly { readonly name: string; readonly value: string | null }[];
}

/** A topic that was created or would be created, or an error. */
export type CreateResult =
  | { readonly kind: "created"; readonly topic: Topic | null; readonly partitionCount: number }
  | { readonly kind: "refused"; readonly error: ErrorName; readonly message: string };

type Refusal = Extract<CreateResult, { kind: "refused" }>;

/** Dependencies of {@link TopicCreator}. */
export interface TopicCreatorOptions {
  readonly topics: TopicRegistry;
  readonly settings: BrokerSettings;
  readonly limits: BrokerLimits;
  readonly limitWatch: LimitWatch;
  /** Whether a replication factor above one is rejected, as Kafka does on one node. */
  readonly strict: boolean;
}

/** Checks requested topics, and creates them. */
export class TopicCreator {
  readonly #options: TopicCreatorOptions;

  constructor(options: TopicCreatorOptions) {
    this.#options = options;
  }

  /**
   * Creates a topic; resolves when it is on disk.
   *
   * Unless the broker is strict, a replication factor above one is accepted and becomes one,
   * because applications often request three.
   */
  async create(
    wanted: NewTopic,
    options: { readonly validateOnly: boolean },
  ): Promise<CreateResult> {
    const refusal = this.#nameRefusal(wanted.name) ?? this.#shapeRefusal(wanted) ??
      configRefusal(wanted);
    if (refusal !== null) return refusal;
    const partitionCount = this.#partitionCount(wanted);
    const limit = this.#limitRefusal(partitionCount);
    if (limit !== null) return limit;
    if (options.validateOnly) return { kind: "created", topic: null, partitionCount };
    const configs = new Map(wanted.configs.map(({ name, value }) => [name, value ?? ""]));
    try {
      const spec = { name: wanted.name, partitionCount, configs };
      return { kind: "created", topic: await this.#options.topics.create(spec), partitionCount };
    } catch (error) {
      if (!(error instanceof StorageError)) throw error;
      return refuse("KAFKA_STORAGE_ERROR", error.message);
    }
  }

  #nameRefusal(name: string): Refusal | null {
    const { topics } = this.#options;
    const wrong = topicNameError(name);
    if (wrong !== null) return refuse("INVALID_TOPIC_EXCEPTION", wrong);
    if (topics.get(name) !== undefined || topics.creating(name) !== undefined) {
      return refuse("TOPIC_ALREADY_EXISTS", `Topic '${name}' already exists.`);
    }
    const colliding = topics.collidingName(name);
    return colliding === undefined ? null : refuse(
      "INVALID_TOPIC_EXCEPTION",
      `Topic '${name}' collides with existing topic: ${colliding}`,
    );
  }

  #shapeRefusal(wanted: NewTopic): Refusal | null {
    const { partitionCount, replicationFactor, assignments } = wanted;
    if (assignments.length > 0) return assignmentRefusal(wanted);
    if (replicationFactor === 0 || replicationFactor < -1) {
      return refuse(
        "INVALID_REPLICATION_FACTOR",
        "Replication factor must be larger than 0, or -1 to use the default value.",
      );
    }
    if (partitionCount === 0 || partitionCount < -1) {
      return refuse(
        "INVALID_PARTITIONS",
        "Number of partitions was set to an invalid non-positive value.",
      );
    }
    if (this.#options.strict && replicationFactor > 1) {
      return refuse(
        "INVALID_REPLICATION_FACTOR",
        `Unable to replicate the partition ${replicationFactor} time(s): ` +
          "The target replication factor cannot be reached because only 1 broker(s) are " +
          "registered.",
      );
    }
    return null;
  }

  #partitionCount(wanted: NewTopic): number {
    if (wanted.assignments.length > 0) return wanted.assignments.length;
    return wanted.partitionCount === -1
      ? this.#options.settings.number("num.partitions")
      : wanted.partitionCount;
  }

  #limitRefusal(partitionCount: number): Refusal | null {
    const { topics, limits, limitWatch } = this.#options;
    if (!limitWatch.allows("maxTopics", topics.size + 1)) {
      return refuse("POLICY_VIOLATION", `This broker holds at most ${limits.maxTopics} topics`);
    }
    return limitWatch.allows("maxPartitions", topics.partitionCount + partitionCount)
      ? null
      : refuse(
        "INVALID_PARTITIONS",
        `This broker holds at most ${limits.maxPartitions} partitions`,
      );
  }
}

function assignmentRefusal(wanted: NewTopic): Refusal | null {
  if (wanted.partitionCount !== -1 || wanted.replicationFactor !== -1) {
    return refuse(
      "INVALID_REQUEST",
      "A manual partition assignment was specified, but partition count or replication factor " +
        "were too.",
    );
  }
  const numbers = wanted.assignments.map(({ partitionIndex }) => partitionIndex).sort((a, b) =>
    a - b
  );
  const repeated = numbers.find((number, index) => number === numbers[index + 1]);
  if (repeated !== undefined) {
    return refuse(
      "INVALID_REPLICA_ASSIGNMENT",
      `Found multiple manual partition assignments for partition ${repeated}`,
    );
  }
  const complete = numbers.every((number, index) => number === index);
  const here = wanted.assignments.every(({ brokerIds }) =>
    brokerIds.length === 1 && brokerIds[0] === nodeId
  );
  if (complete && here) return null;
  return refuse(
    "INVALID_REPLICA_ASSIGNMENT",
    `Partitions must be numbered from 0 without gaps, and broker ${nodeId} is the only broker`,
  );
}

function configRefusal(wanted: NewTopic): Refusal | null {
  for (const { name, value } of wanted.configs) {
    const wrong = topicConfigError(name, value);
    if (wrong !== null) return refuse("INVALID_CONFIG", wrong);
  }
  return null;
}

function refuse(error: ErrorName, message: string): Refusal {
  return { kind: "refused", error, message };
}
