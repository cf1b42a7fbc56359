import { defineCommand } from "./_shared/parser/command.ts";

/** `wah group`: consumer groups and their offsets. */
export const groupCommand = defineCommand({
  description: "List, describe and delete consumer groups, and move their offsets.",
  examples: [
    ["wah group list", "all groups with their lag"],
    ["wah group describe billing", "members, and the lag of each partition"],
    ["wah group lag billing --watch", "watch the lag shrink or grow"],
    ["wah group seek billing --to start", "read everything again; asks first"],
    ["wah group wait billing --lag 0", "wait until all is consumed"],
  ],
  flags: {},
  subcommands: {
    list: {
      summary: "list groups with state, members and lag",
      load: async () =>
        (await import("./group/list.ts" as string) as typeof import("./group/list.ts"))
          .groupListCommand,
    },
    describe: {
      summary: "show members and the lag of each partition",
      load: async () =>
        (await import("./group/describe.ts" as string) as typeof import("./group/describe.ts"))
          .groupDescribeCommand,
    },
    lag: {
      summary: "show the lag of each topic, once or repeatedly",
      load: async () =>
        (await import("./group/lag.ts" as string) as typeof import("./group/lag.ts"))
          .groupLagCommand,
    },
    seek: {
      summary: "move the committed offsets of a group",
      load: async () =>
        (await import("./group/seek.ts" as string) as typeof import("./group/seek.ts"))
          .groupSeekCommand,
    },
    delete: {
      summary: "delete groups and their offsets",
      load: async () =>
        (await import("./group/delete.ts" as string) as typeof import("./group/delete.ts"))
          .groupDeleteCommand,
    },
    "delete-offsets": {
      summary: "delete the committed offsets of topics",
      load: async () =>
        (await import(
          "./group/delete_offsets.ts" as string
        ) as typeof import("./group/delete_offsets.ts")).groupDeleteOffsetsCommand,
    },
    wait: {
      summary: "wait until a group is stable, or has caught up",
      load: async () =>
        (await import("./group/wait.ts" as string) as typeof import("./group/wait.ts"))
          .groupWaitCommand,
    },
  },
});
