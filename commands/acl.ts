import { defineCommand } from "./_shared/parser/command.ts";

/** `wah acl`: who may do what. */
export const aclCommand = defineCommand({
  description: "List, create and delete ACLs, the rules that say which user may do what.",
  examples: [
    ["wah acl list", "all ACLs of the cluster"],
    ["wah acl list --topic orders --resource-pattern-type match", "those that apply to a topic"],
    ["wah acl create --allow-principal alice --operation read -t orders", "asks first"],
    ["wah acl delete --principal alice", "shows the ACLs of alice, and asks"],
  ],
  flags: {},
  subcommands: {
    list: {
      summary: "list ACLs",
      load: async () =>
        (await import("./acl/list.ts" as string) as typeof import("./acl/list.ts"))
          .aclListCommand,
    },
    create: {
      summary: "allow or deny operations",
      load: async () =>
        (await import("./acl/create.ts" as string) as typeof import("./acl/create.ts"))
          .aclCreateCommand,
    },
    delete: {
      summary: "delete the ACLs that match",
      load: async () =>
        (await import("./acl/delete.ts" as string) as typeof import("./acl/delete.ts"))
          .aclDeleteCommand,
    },
  },
});
