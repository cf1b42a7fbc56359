import { defineCommand } from "./_shared/parser/command.ts";

/** `wah txn`: transactions of producers. */
export const txnCommand = defineCommand({
  description: "List, describe and abort transactions. A transaction that nothing ends keeps " +
    "readers of committed records waiting.",
  examples: [
    ["wah txn list", "all transactional ids with their state"],
    ["wah txn list --older-than 10m", "transactions that are open for long"],
    ["wah txn list --hanging", "transactions that no coordinator will end"],
    ["wah txn describe payments-1", "state, producer and partitions"],
    ["wah txn abort payments-1", "asks first"],
  ],
  flags: {},
  subcommands: {
    list: {
      summary: "list transactions, or find those that hang",
      load: async () =>
        (await import("./txn/list.ts" as string) as typeof import("./txn/list.ts"))
          .txnListCommand,
    },
    describe: {
      summary: "show transactions, or the producers of partitions",
      load: async () =>
        (await import("./txn/describe.ts" as string) as typeof import("./txn/describe.ts"))
          .txnDescribeCommand,
    },
    abort: {
      summary: "abort transactions",
      load: async () =>
        (await import("./txn/abort.ts" as string) as typeof import("./txn/abort.ts"))
          .txnAbortCommand,
    },
  },
});
