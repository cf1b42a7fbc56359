import { openClient } from "../_shared/client.ts";
import { note } from "../_shared/note.ts";
import { outputFlag } from "../_shared/output_flag.ts";
import { defineCommand } from "../_shared/parser/command.ts";
import { failAfter, printList } from "../_shared/print.ts";
import { filterFlags, ruleDetails } from "./_flags.ts";

/** `wah acl list`. */
export const aclListCommand = defineCommand({
  description: "List ACLs: all, or those that match every kind of flag that is given.",
  examples: [
    ["wah acl list", "all ACLs"],
    ["wah acl list --principal alice", "the ACLs of User:alice"],
    ["wah acl list -t orders --resource-pattern-type match", "those that apply to a topic"],
    ["wah acl list --deny-principal 'User:*' -o jsonl", "what everyone is denied"],
  ],
  flags: { ...filterFlags, output: outputFlag },
  details: ruleDetails,
  async run({ flags, context }): Promise<void> {
    const { signal, stdout } = context;
    const [{ aclFilters }, { duringAclAction }, { describeAcls }, { aclTable, aclView }] =
      await Promise.all([
        import("./_select.ts" as string) as Promise<typeof import("./_select.ts")>,
        import("./_errors.ts" as string) as Promise<typeof import("./_errors.ts")>,
        import("../../lib/kafka/access/describe_acls.ts" as string) as Promise<
          typeof import("../../lib/kafka/access/describe_acls.ts")
        >,
        import("./_view.ts" as string) as Promise<typeof import("./_view.ts")>,
      ]);
    const filters = aclFilters(flags);
    await using client = await openClient(context, { readsOnly: true });
    const found = describeAcls(client, filters, { signal });
    const { acls, unknown } = await duringAclAction("list ACLs", found);
    const text = (): Promise<string> => aclTable(acls, stdout);
    const printed = printList(stdout, flags.output, {
      name: "acls",
      items: acls.map(aclView),
      text,
    });
    await failAfter(printed, null);
    if (unknown > 0) {
      await note(`${unknown} more are of a kind that this version of wah does not know`, context);
    }
  },
});
