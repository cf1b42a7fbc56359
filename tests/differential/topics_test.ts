import { metadata } from "../../lib/wire/messages/03_metadata.ts";
import { createTopics } from "../../lib/wire/messages/19_create_topics.ts";
import { deleteTopics } from "../../lib/wire/messages/20_delete_topics.ts";
import { createPartitions } from "../../lib/wire/messages/37_create_partitions.ts";
import type { Input, RequestOf } from "../../lib/wire/schema/schema.ts";
import { uniqueTopic } from "../support/brokers/broker.ts";
import { differential } from "./_pair.ts";

type NewTopic = NonNullable<Input<RequestOf<typeof createTopics>>["topics"]>[number];

const otherId = "12345678-1234-1234-1234-123456789abc";

/**
 * Versions of CreateTopics with default numbers of partitions and replicas, and with configs in the
 * response.
 */
const all = [2, 3, 4, 5, 6, 7];

const tolerated = {
  "min.insync.replicas..configSource is 3 in Kafka, 5 here":
    "Kafka 4 sets it for the whole cluster, for its eligible leader replicas",
};
const toleratedOfChecks = {
  ...tolerated,
  "topicId is another id in Kafka, no id here": "it makes up no id for a topic that is not created",
};

/** Topics, valid and invalid; `name` is the first part of their names. */
const oddTopics: readonly (readonly [what: string, topic: Omit<NewTopic, "name">])[] = [
  ["nothing left out", { numPartitions: 2, replicationFactor: 1 }],
  ["defaults", { numPartitions: -1, replicationFactor: -1 }],
  ["0 partitions", { numPartitions: 0, replicationFactor: 1 }],
  ["-2 partitions", { numPartitions: -2, replicationFactor: 1 }],
  ["0 replicas", { numPartitions: 1, replicationFactor: 0 }],
  ["-2 replicas", { numPartitions: 1, replicationFactor: -2 }],
  ["3 replicas", { numPartitions: 1, replicationFactor: 3 }],
  ["0 partitions and 0 replicas", { numPartitions: 0, replicationFactor: 0 }],
  ["its own replicas", {
    numPartitions: -1,
    replicationFactor: -1,
    assignments: [{ partitionIndex: 0, brokerIds: [1] }, { partitionIndex: 1, brokerIds: [1] }],
  }],
  ["its own replicas and their number", {
    numPartitions: 1,
    replicationFactor: 1,
    assignments: [{ partitionIndex: 0, brokerIds: [1] }],
  }],
  ["replicas on another broker", {
    numPartitions: -1,
    replicationFactor: -1,
    assignments: [{ partitionIndex: 0, brokerIds: [9] }],
  }],
  ["replicas on no broker", {
    numPartitions: -1,
    replicationFactor: -1,
    assignments: [{ partitionIndex: 0, brokerIds: [] }],
  }],
  ["a replica twice", {
    numPartitions: -1,
    replicationFactor: -1,
    assignments: [{ partitionIndex: 0, brokerIds: [1, 1] }],
  }],
  ["a partition left out", {
    numPartitions: -1,
    replicationFactor: -1,
    assignments: [{ partitionIndex: 1, brokerIds: [1] }],
  }],
  ["a partition twice", {
    numPartitions: -1,
    replicationFactor: -1,
    assignments: [{ partitionIndex: 0, brokerIds: [1] }, { partitionIndex: 0, brokerIds: [1] }],
  }],
  ...([
    ["retention.ms", "1000"],
    ["retention.ms", "-1"],
    ["retention.ms", "-2"],
    ["retention.ms", "soon"],
    ["retention.ms", ""],
    ["retention.ms", null],
    ["retention.ms", " 1000 "],
    ["retention.ms", "1e3"],
    ["retention.ms", "99999999999999999999"],
    ["max.message.bytes", "2147483648"],
    ["cleanup.policy", "compact"],
    ["cleanup.policy", "compact,delete"],
    ["cleanup.policy", "compact, delete"],
    ["cleanup.policy", "none"],
    ["cleanup.policy", ""],
    ["cleanup.policy", "delete,delete"],
    ["compression.type", "zstd"],
    ["compression.type", "brotli"],
    ["min.cleanable.dirty.ratio", "0.25"],
    ["min.cleanable.dirty.ratio", "1.5"],
    ["preallocate", "true"],
    ["preallocate", "yes"],
    ["preallocate", "TRUE"],
    ["message.timestamp.type", "LogAppendTime"],
    ["message.timestamp.type", "logappendtime"],
    ["min.insync.replicas", "0"],
    ["segment.bytes", "1"],
    ["segment.bytes", "1048576"],
    ["message.format.version", "3.0"],
    ["no.such.config", "1"],
    ["", "1"],
  ] as const).map(([name, value]) =>
    [`${name}=${value}`, {
      numPartitions: 1,
      replicationFactor: 1,
      configs: [{ name, value }],
    }] as const
  ),
  ["a config twice", {
    numPartitions: 1,
    replicationFactor: 1,
    configs: [{ name: "retention.ms", value: "1" }, { name: "retention.ms", value: "2" }],
  }],
  ["a bad and a good config", {
    numPartitions: 1,
    replicationFactor: 1,
    configs: [{ name: "retention.ms", value: "1" }, { name: "retention.bytes", value: "x" }],
  }],
];

differential("CreateTopics that only validates", async (pair) => {
  for (const [what, topic] of oddTopics) {
    await pair.compare(what, {
      api: createTopics,
      versions: all,
      body: { topics: [{ ...topic, name: pair.name }], validateOnly: true, timeoutMs: 10_000 },
      tolerated: toleratedOfChecks,
    });
  }
});

differential("CreateTopics that creates", async (pair) => {
  for (const [index, [what, topic]] of oddTopics.entries()) {
    await pair.compare(what, {
      api: createTopics,
      versions: [7],
      body: { topics: [{ ...topic, name: `${pair.name}-${index}` }], timeoutMs: 10_000 },
      tolerated,
    });
  }
});

differential("CreateTopics with unusual names", async (pair) => {
  const shape = { numPartitions: 1, replicationFactor: 1 };
  const there = await pair.createTopic();
  const dotted = there.replaceAll("-", ".");
  const names = ["", ".", "..", "a b", "a/b", "é", "x".repeat(249), "x".repeat(250), there];
  for (const name of names) {
    await pair.compare(`"${name}"`, {
      api: createTopics,
      versions: [2, 7],
      body: { topics: [{ ...shape, name }], timeoutMs: 10_000, validateOnly: true },
      tolerated: toleratedOfChecks,
    });
  }
  const create = async (what: string, ...topics: string[]): Promise<void> => {
    await pair.compare(what, {
      api: createTopics,
      versions: [7],
      body: { topics: topics.map((name) => ({ ...shape, name })), timeoutMs: 10_000 },
      tolerated: {
        ...tolerated,
        "_a\\]": "Kafka looks for collisions with topics that are there, not within a request",
      },
    });
  };
  await create("one with dots", dotted);
  await create("the same with low lines", dotted.replaceAll(".", "_"));
  await create("a topic twice", `${there}-twice`, `${there}-twice`);
  await create("two that collide", `${there}.a`, `${there}_a`);
  await create("a good and a bad one", `${there}-good`, "not good");
  await create("none");
});

differential("DeleteTopics by name", async (pair) => {
  for (const version of [1, 2, 3, 4, 5]) {
    const topic = await pair.createTopic();
    const missing = uniqueTopic("missing");
    await pair.compare("one there, one not", {
      api: deleteTopics,
      versions: [version],
      body: { topicNames: [topic, missing, "no good", ""], timeoutMs: 10_000 },
    });
  }
  const topic = await pair.createTopic();
  await pair.compare("one twice", {
    api: deleteTopics,
    versions: [5],
    body: { topicNames: [topic, topic], timeoutMs: 10_000 },
  });
});

differential("DeleteTopics by name or id", async (pair) => {
  const [one, two] = [await pair.createTopic(), await pair.createTopic()];
  const noId = "00000000-0000-0000-0000-000000000000";
  const ask = async (
    what: string,
    topics: (idOf: (name: string) => string) => { name: string | null; topicId: string }[],
  ): Promise<void> => {
    await pair.compare(what, {
      api: deleteTopics,
      versions: [6],
      body: ({ peer }) => ({
        topics: topics((name) => peer.topicIds.get(name)!),
        timeoutMs: 10_000,
      }),
    });
  };
  await ask("neither", () => [{ name: null, topicId: noId }]);
  await ask("both", (idOf) => [{ name: one, topicId: idOf(one) }]);
  await ask("another id", () => [{ name: null, topicId: otherId }]);
  await ask("an id and a missing one", (idOf) => [
    { name: null, topicId: idOf(one) },
    { name: null, topicId: otherId },
  ]);
  await ask("the id again", (idOf) => [{ name: null, topicId: idOf(one) }]);
  await ask("an id twice", (idOf) => [
    { name: null, topicId: idOf(two) },
    { name: null, topicId: idOf(two) },
  ]);
  await ask("by name", () => [{ name: two, topicId: noId }]);
});

differential("CreatePartitions", async (pair) => {
  const topic = await pair.createTopic({ partitions: 2 });
  const ask = async (
    what: string,
    wanted: { count: number; assignments?: { brokerIds: number[] }[] | null; name?: string },
    validateOnly = false,
  ): Promise<void> => {
    await pair.compare(what, {
      api: createPartitions,
      body: {
        topics: [{ name: topic, assignments: null, ...wanted }],
        timeoutMs: 10_000,
        validateOnly,
      },
    });
  };
  for (const count of [-1, 0, 1, 2]) await ask(`${count} of 2`, { count });
  await ask("a check", { count: 5 }, true);
  await ask("a missing topic", { count: 5, name: uniqueTopic("missing") });
  await ask("no topic", { count: 5, name: "no good" });
  for (const brokerIds of [[9], [], [1, 1]]) {
    await ask(`on ${brokerIds}`, { count: 3, assignments: [{ brokerIds }] });
  }
  await ask("too few places", { count: 4, assignments: [{ brokerIds: [1] }] });
  await ask("too many places", {
    count: 3,
    assignments: [{ brokerIds: [1] }, { brokerIds: [1] }],
  });
  await pair.compare("a topic twice", {
    api: createPartitions,
    body: {
      topics: [
        { name: topic, count: 4, assignments: null },
        { name: topic, count: 5, assignments: null },
      ],
      timeoutMs: 10_000,
    },
  });
  await pair.compare("one more", {
    api: createPartitions,
    versions: [3],
    body: { topics: [{ name: topic, count: 3, assignments: null }], timeoutMs: 10_000 },
  });
  await pair.settle(topic);
  await pair.compare("the result", {
    api: metadata,
    versions: [12],
    body: { topics: [{ name: topic }] },
  });
});
