import { defineCommand, type Subcommand } from "./_shared/parser/command.ts";

/** `wah topic`: everything about topics except their records. */
export const topicCommand = defineCommand({
  description: "Create, delete, reset, list and describe topics.",
  examples: [
    ["wah topic create orders -p 3", "create a topic with 3 partitions"],
    ["wah topic delete orders", "delete it; asks first"],
    ["wah topic reset orders", "empty it and keep its settings; asks first"],
    ["wah topic list", "list all topics"],
    ["wah topic describe orders", "show one in detail"],
  ],
  flags: {},
  subcommands: {
    create: {
      summary: "create topics",
      load: async () =>
        (await import("./topic/create.ts" as string) as typeof import("./topic/create.ts"))
          .topicCreateCommand,
    },
    delete: {
      summary: "delete topics and their records",
      load: async () =>
        (await import("./topic/delete.ts" as string) as typeof import("./topic/delete.ts"))
          .topicDeleteCommand,
    },
    reset: {
      summary: "empty topics and keep their settings",
      load: async () =>
        (await import("./topic/reset.ts" as string) as typeof import("./topic/reset.ts"))
          .topicResetCommand,
    },
    list: {
      summary: "list topics",
      load: async () =>
        (await import("./topic/list.ts" as string) as typeof import("./topic/list.ts"))
          .topicListCommand,
    },
    alter: {
      summary: "change configs of topics",
      load: async () =>
        (await import("./topic/alter.ts" as string) as typeof import("./topic/alter.ts"))
          .topicAlterCommand,
    },
    "add-partitions": {
      summary: "add partitions to topics",
      load: async () =>
        (await import(
          "./topic/add_partitions.ts" as string
        ) as typeof import("./topic/add_partitions.ts")).topicAddPartitionsCommand,
    },
    trim: {
      summary: "delete the records before an offset or a time",
      load: async () =>
        (await import("./topic/trim.ts" as string) as typeof import("./topic/trim.ts"))
          .topicTrimCommand,
    },
    describe: {
      summary: "show partitions, replicas, offsets and configs of topics",
      load: async () =>
        (await import("./topic/describe.ts" as string) as typeof import("./topic/describe.ts"))
          .topicDescribeCommand,
    },
    produce: rpkWords("rpkProduce"),
    consume: rpkWords("rpkConsume"),
    "alter-config": rpkWords("rpkAlterConfig"),
    "trim-prefix": rpkWords("rpkTrimPrefix"),
  },
});

/** A command that rpk has under another name. */
function rpkWords(name: keyof typeof import("./topic/_rpk_words.ts")): Subcommand {
  return {
    summary: "",
    isHidden: true,
    load: async () =>
      await (await import(
        "./topic/_rpk_words.ts" as string
      ) as typeof import("./topic/_rpk_words.ts"))[name](),
  };
}
