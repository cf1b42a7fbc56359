import { defineCommand } from "./_shared/parser/command.ts";

/** `wah schema`: the schemas of a registry. */
export const schemaCommand = defineCommand({
  description: "List, show and check the schemas of a schema registry with Confluent's API.",
  examples: [
    ["wah schema list --registry http://localhost:8081", "all subjects"],
    ["wah schema show orders-value", "the latest schema of a subject"],
    ["wah schema check orders-value order.avsc", "whether a new version is compatible"],
  ],
  flags: {},
  subcommands: {
    list: {
      summary: "list subjects with their latest versions",
      load: async () =>
        (await import("./schema/list.ts" as string) as typeof import("./schema/list.ts"))
          .schemaListCommand,
    },
    show: {
      summary: "print a schema",
      load: async () =>
        (await import("./schema/show.ts" as string) as typeof import("./schema/show.ts"))
          .schemaShowCommand,
    },
    check: {
      summary: "check whether a schema is compatible with a subject",
      load: async () =>
        (await import("./schema/check.ts" as string) as typeof import("./schema/check.ts"))
          .schemaCheckCommand,
    },
  },
});
