import { UsageError } from "../../errors.ts";
import { nearestNames } from "../../text/nearest.ts";
import { type ConfigDefinition, invalidValue } from "./config_type.ts";
import { topicConfigTable } from "./topic_config_table.ts";

/** Settings of the broker itself, in addition to the defaults of its topics. */
const brokerOnly: readonly ConfigDefinition[] = [
  {
    name: "auto.create.topics.enable",
    type: "boolean",
    defaultValue: "true",
    documentation: "Whether a client creates a topic by requesting its metadata",
  },
  {
    name: "connections.max.idle.ms",
    type: "long",
    defaultValue: "600000",
    min: -1,
    documentation: "Idle connections are closed after this time; -1 keeps them open",
  },
  {
    name: "num.partitions",
    type: "int",
    defaultValue: "1",
    min: 1,
    documentation: "Partitions of a topic that is created without a number",
  },
  {
    name: "default.replication.factor",
    type: "int",
    defaultValue: "1",
    min: 1,
    documentation: "Stored and shown; there is one replica",
  },
  {
    name: "delete.topic.enable",
    type: "boolean",
    defaultValue: "true",
    documentation: "Whether topics can be deleted",
  },
  {
    name: "group.initial.rebalance.delay.ms",
    type: "int",
    defaultValue: "0",
    min: 0,
    documentation: "How long an empty consumer group waits for more members before it starts",
  },
  {
    name: "group.min.session.timeout.ms",
    type: "int",
    defaultValue: "6000",
    min: 1,
    documentation: "Shortest session timeout that a group member can request",
  },
  {
    name: "group.max.session.timeout.ms",
    type: "int",
    defaultValue: "1800000",
    min: 1,
    documentation: "Longest session timeout that a group member can request",
  },
  {
    name: "offset.metadata.max.bytes",
    type: "int",
    defaultValue: "4096",
    min: 0,
    documentation: "Longest metadata text of a committed offset",
  },
  {
    name: "offsets.retention.minutes",
    type: "int",
    defaultValue: "10080",
    min: 1,
    documentation: "How long the offsets of a consumer group without members are kept",
  },
  {
    name: "offsets.retention.check.interval.ms",
    type: "long",
    defaultValue: "600000",
    min: 1,
    documentation: "How often expired offsets are deleted",
  },
  {
    name: "log.retention.check.interval.ms",
    type: "long",
    defaultValue: "300000",
    min: 1,
    documentation: "How often retention and compaction run",
  },
  {
    name: "producer.id.expiration.ms",
    type: "int",
    defaultValue: "86400000",
    min: 1,
    documentation: "How long an idle producer is remembered",
  },
];

const fromTopics: readonly ConfigDefinition[] = topicConfigTable.flatMap((config) =>
  config.brokerSetting === undefined
    ? []
    : [{ ...config, name: config.brokerSetting, documentation: `Default of ${config.name}` }]
);

/** Every setting that this broker supports, by name. */
export const brokerSettingTable: readonly ConfigDefinition[] = [...brokerOnly, ...fromTopics]
  .sort((left, right) => left.name < right.name ? -1 : 1);

const settingsByName = new Map(brokerSettingTable.map((config) => [config.name, config]));

/** The unit of each setting for retention, in milliseconds; the finest one that is given counts. */
const retentionUnits: Readonly<Record<string, bigint>> = {
  "log.retention.ms": 1n,
  "log.retention.minutes": 60_000n,
  "log.retention.hours": 3_600_000n,
};

/** The settings of one broker: the given ones, and Kafka's defaults for the others. */
export class BrokerSettings {
  readonly #given = new Map<string, string>();
  /** The unit that `log.retention.ms` was given in, in milliseconds. */
  #retentionUnit: bigint | null = null;

  /**
   * @param given Settings by Kafka's own names.
   * @throws {UsageError} If a name is unknown, with the nearest one, or if a value is invalid.
   */
  constructor(given: Iterable<readonly [name: string, value: string]> = []) {
    for (const [name, value] of given) this.#set(name, value);
  }

  #set(name: string, value: string): void {
    const unit = retentionUnits[name];
    if (unit !== undefined) return this.#setRetention(name, value, unit);
    const config = settingsByName.get(name);
    if (config === undefined) throw unknownName(name);
    const wrong = invalidValue(config, value);
    if (wrong !== null) throw badValue(name, value, wrong);
    this.#given.set(name, value);
  }

  #setRetention(name: string, value: string, unit: bigint): void {
    if (!/^-?\d+$/.test(value)) throw badValue(name, value, "expected a whole number");
    const amount = BigInt(value);
    const milliseconds = String(amount < 0n && unit > 1n ? -1n : amount * unit);
    const config = settingsByName.get("log.retention.ms");
    const wrong = config === undefined ? null : invalidValue(config, milliseconds);
    if (wrong !== null) throw badValue(name, value, wrong);
    if (this.#retentionUnit !== null && this.#retentionUnit < unit) return;
    this.#retentionUnit = unit;
    this.#given.set("log.retention.ms", milliseconds);
  }

  /** Returns the value of a setting. */
  get(name: string): string {
    const given = this.#given.get(name);
    if (given !== undefined) return given;
    return settingsByName.get(name)?.defaultValue ?? "";
  }

  /** Whether a setting was given; if not, its value is Kafka's default. */
  isGiven(name: string): boolean {
    return this.#given.has(name);
  }

  number(name: string): number {
    return Number(this.get(name));
  }

  boolean(name: string): boolean {
    return this.get(name).toLowerCase() === "true";
  }
}

function unknownName(name: string): UsageError {
  const names = [
    ...brokerSettingTable.map((config) => config.name),
    ...Object.keys(retentionUnits),
  ];
  const near = nearestNames(name, new Set(names));
  return new UsageError(`Cannot set "${name}": this broker has no such setting`, {
    hint: near.length === 0
      ? `It has ${brokerSettingTable.map((config) => config.name).join(", ")}`
      : `Did you mean ${near.join(" or ")}?`,
  });
}

function badValue(name: string, value: string, wrong: string): UsageError {
  return new UsageError(`Cannot set ${name} to "${value}": ${wrong}`);
}
