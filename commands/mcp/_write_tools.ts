import { z } from "zod";
import type { Tool } from "./_tool.ts";

const topic = z.string().min(1).max(249).describe("name of the topic");
const group = z.string().min(1).max(1_000).describe("name of the consumer group");
const maxText = 1024 * 1024;

const createInput = {
  topic,
  partitions: z.number().int().min(1).max(10_000).optional(),
  replicas: z.number().int().min(1).max(100).optional(),
  configs: z.record(z.string(), z.string()).optional().describe("for example retention.ms"),
};

const produceInput = {
  topic,
  value: z.string().max(maxText).nullable().describe("null is a tombstone"),
  key: z.string().max(maxText).nullable().default(null),
  headers: z.record(z.string(), z.string()).optional(),
  partition: z.number().int().min(0).optional().describe("default: by a hash of the key"),
};

const createTopic: Tool = {
  name: "create_topic",
  title: "Create a topic",
  description: "Create a topic. Without partitions or replicas, the cluster's defaults count.",
  effect: "write",
  input: createInput,
  run: (args) => {
    const { topic, partitions, replicas, configs = {} } = args as z.infer<
      z.ZodObject<typeof createInput>
    >;
    return {
      argv: [
        ...["topic", "create", "--output=json"],
        ...(partitions === undefined ? [] : [`--partitions=${partitions}`]),
        ...(replicas === undefined ? [] : [`--replicas=${replicas}`]),
        ...Object.entries(configs).map(([name, value]) => `--config=${name}=${value}`),
        ...["--", topic],
      ],
    };
  },
};

const produceRecord: Tool = {
  name: "produce_record",
  title: "Produce a record",
  description: "Write one record to a topic that exists; answers with its partition and offset.",
  effect: "write",
  input: produceInput,
  run: (args) => {
    const { topic, value, key, headers = {}, partition } = args as z.infer<
      z.ZodObject<typeof produceInput>
    >;
    const record = {
      key,
      value,
      headers: Object.entries(headers).map(([key, value]) => ({ key, value })),
      ...(partition === undefined ? {} : { partition }),
    };
    return {
      argv: ["produce", "--format=jsonl", "--output-format=jsonl", "--", topic],
      input: `${JSON.stringify(record)}\n`,
    };
  },
};

/** The tools that need `--allow-write` or `--allow-delete`. */
export const writeTools: readonly Tool[] = [
  createTopic,
  produceRecord,
  {
    name: "delete_topic",
    title: "Delete a topic",
    description: "Delete a topic and all its records. This cannot be undone.",
    effect: "delete",
    input: { topic },
    run: ({ topic }) => ({
      argv: ["topic", "delete", "--yes", "--output=json", "--", String(topic)],
    }),
  },
  {
    name: "reset_topic",
    title: "Empty a topic",
    description: "Delete all records of a topic and keep its partitions and configs. This cannot " +
      "be undone.",
    effect: "delete",
    input: { topic },
    run: ({ topic }) => ({
      argv: ["topic", "reset", "--yes", "--output=json", "--", String(topic)],
    }),
  },
  {
    name: "delete_group",
    title: "Delete a consumer group",
    description:
      "Delete a group without members, and its committed offsets. This cannot be undone.",
    effect: "delete",
    input: { group },
    run: ({ group }) => ({
      argv: ["group", "delete", "--yes", "--output=json", "--", String(group)],
    }),
  },
];
