import { type AnyCommand, defineCommand } from "./_shared/parser/command.ts";
import { topicCommand } from "./topic.ts";

/**
 * `wah`: every command there is. A module is imported when its command is run or its help is
 * shown: `as string` keeps Deno from loading all of them at the start, and `deno bundle` still
 * finds them; `deno compile` needs `--include`. `topic` is only a list of subcommands, which costs
 * less than another import.
 */
export const program: AnyCommand = defineCommand({
  description: "Chat, everyday operations and a development broker for Kafka and Redpanda.",
  examples: [
    ["wah chat -u bob", "chat in the room chat-room"],
    ["wah topic create orders -p 3", "create a topic"],
    ["wah consume orders -o :end", "print its records, then stop"],
    ["wah health", "check whether the cluster is healthy"],
    ["wah dev", "run a broker on this machine, for development"],
  ],
  flags: {},
  subcommands: {
    chat: {
      summary: "chat in rooms, send messages, read the log",
      load: async () =>
        (await import("./chat.ts" as string) as typeof import("./chat.ts")).chatCommand,
    },
    topic: {
      summary: "create, delete, reset, list and describe topics",
      load: () => Promise.resolve(topicCommand),
    },
    consume: {
      summary: "print the records of topics",
      load: async () =>
        (await import("./consume.ts" as string) as typeof import("./consume.ts")).consumeCommand,
    },
    produce: {
      summary: "write records to a topic",
      load: async () =>
        (await import("./produce.ts" as string) as typeof import("./produce.ts")).produceCommand,
    },
    copy: {
      summary: "copy records to another topic or cluster",
      load: async () =>
        (await import("./copy.ts" as string) as typeof import("./copy.ts")).copyCommand,
    },
    group: {
      summary: "list, describe, move and delete consumer groups",
      load: async () =>
        (await import("./group.ts" as string) as typeof import("./group.ts")).groupCommand,
    },
    acl: {
      summary: "list, create and delete ACLs",
      load: async () =>
        (await import("./acl.ts" as string) as typeof import("./acl.ts")).aclCommand,
    },
    user: {
      summary: "list, create and delete users",
      load: async () =>
        (await import("./user.ts" as string) as typeof import("./user.ts")).userCommand,
    },
    quota: {
      summary: "list and set quotas",
      load: async () =>
        (await import("./quota.ts" as string) as typeof import("./quota.ts")).quotaCommand,
    },
    txn: {
      summary: "list, describe and abort transactions",
      load: async () =>
        (await import("./txn.ts" as string) as typeof import("./txn.ts")).txnCommand,
    },
    schema: {
      summary: "list, show and check the schemas of a registry",
      load: async () =>
        (await import("./schema.ts" as string) as typeof import("./schema.ts")).schemaCommand,
    },
    health: {
      summary: "check cluster health",
      load: async () =>
        (await import("./health.ts" as string) as typeof import("./health.ts")).healthCommand,
    },
    doctor: {
      summary: "find out why wah cannot connect",
      load: async () =>
        (await import("./doctor.ts" as string) as typeof import("./doctor.ts")).doctorCommand,
    },
    profile: {
      summary: "keep settings of clusters under names",
      load: async () =>
        (await import("./profile.ts" as string) as typeof import("./profile.ts")).profileCommand,
    },
    dev: {
      summary: "run a single-node broker for development",
      load: async () =>
        (await import("./dev.ts" as string) as typeof import("./dev.ts")).devCommand,
    },
    cluster: {
      summary: "rpk's words for wah health",
      isHidden: true,
      load: async () =>
        (await import("./cluster.ts" as string) as typeof import("./cluster.ts")).clusterCommand,
    },
    mcp: {
      summary: "serve topics, records, groups and health to agents",
      load: async () =>
        (await import("./mcp.ts" as string) as typeof import("./mcp.ts")).mcpCommand,
    },
    completions: {
      summary: "print the completion script of a shell",
      load: async () =>
        (await import(
          "./completions.ts" as string
        ) as typeof import("./completions.ts")).completionsCommand,
    },
    help: {
      summary: "show help for a command, or about offsets, formats, settings and exit codes",
      load: async () =>
        (await import("./help.ts" as string) as typeof import("./help.ts")).helpCommand,
    },
    complete: {
      summary: "answer the completion scripts",
      isHidden: true,
      load: async () =>
        (await import("./complete.ts" as string) as typeof import("./complete.ts"))
          .completeCommand,
    },
  },
});
