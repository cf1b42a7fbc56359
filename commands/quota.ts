import { defineCommand } from "./_shared/parser/command.ts";

/** `wah quota`: how much clients may use. */
export const quotaCommand = defineCommand({
  description: "List and set quotas: how fast users, clients and addresses may produce, consume " +
    "and connect.",
  examples: [
    ["wah quota list", "all quotas"],
    ["wah quota set --user alice producer_byte_rate=1048576", "1 MiB/s on each broker; asks"],
    ["wah quota set --user alice --unset producer_byte_rate", "no limit of its own"],
  ],
  flags: {},
  subcommands: {
    list: {
      summary: "list quotas",
      load: async () =>
        (await import("./quota/list.ts" as string) as typeof import("./quota/list.ts"))
          .quotaListCommand,
    },
    set: {
      summary: "set or remove quotas",
      load: async () =>
        (await import("./quota/set.ts" as string) as typeof import("./quota/set.ts"))
          .quotaSetCommand,
    },
  },
});
