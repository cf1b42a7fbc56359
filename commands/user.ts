import { defineCommand } from "./_shared/parser/command.ts";

/** `wah user`: users whose passwords the cluster stores. */
export const userCommand = defineCommand({
  description:
    "List, create and delete users who log in with SCRAM. wah acl says what they may do.",
  examples: [
    ["wah user list", "all users with their mechanisms"],
    ["wah user create alice", "asks for the password, twice"],
    ["wah user create alice --replace", "change the password"],
    ["wah user delete alice", "asks first"],
  ],
  flags: {},
  subcommands: {
    list: {
      summary: "list users",
      load: async () =>
        (await import("./user/list.ts" as string) as typeof import("./user/list.ts"))
          .userListCommand,
    },
    create: {
      summary: "create a user, or change a password",
      load: async () =>
        (await import("./user/create.ts" as string) as typeof import("./user/create.ts"))
          .userCreateCommand,
    },
    delete: {
      summary: "delete users",
      load: async () =>
        (await import("./user/delete.ts" as string) as typeof import("./user/delete.ts"))
          .userDeleteCommand,
    },
  },
});
