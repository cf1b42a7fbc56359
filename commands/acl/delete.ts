import { FailedError, UsageError } from "../../lib/errors.ts";
import type { Acl } from "../../lib/kafka/access/acl.ts";
import type { KafkaClient } from "../../lib/kafka/client.ts";
import { openClient } from "../_shared/client.ts";
import { confirm, requireConsent, showPlan } from "../_shared/confirm.ts";
import { outputFlag } from "../_shared/output_flag.ts";
import { type CommandContext, defineCommand } from "../_shared/parser/command.ts";
import { switchFlag } from "../_shared/parser/flag.ts";
import { failAfter } from "../_shared/print.ts";
import { filterFlags, ruleDetails } from "./_flags.ts";
import type { AclOutcomes } from "./_view.ts";

/** `wah acl delete`. */
export const aclDeleteCommand = defineCommand({
  description:
    "Delete the ACLs that match every kind of flag that is given. Shows them, asks, and " +
    "deletes exactly those. Returns once every broker knows.",
  examples: [
    ["wah acl delete --principal alice", "all ACLs of User:alice; asks first"],
    ["wah acl delete --allow-principal alice --operation write -t orders", "one ACL"],
    ["wah acl delete --topic orders --dry-run", "only shows what would be deleted"],
  ],
  flags: {
    ...filterFlags,
    all: switchFlag("delete every ACL if no other flag selects some"),
    ifExists: switchFlag("do not fail if no ACL matches"),
    dryRun: switchFlag("show what would be deleted; delete nothing"),
    output: outputFlag,
  },
  details: ruleDetails,
  async run({ flags, context }): Promise<void> {
    const { all = false, ifExists = false, dryRun = false, output } = flags;
    const { signal } = context;
    const { aclFilters, isSelective } = await (import("./_select.ts" as string) as Promise<
      typeof import("./_select.ts")
    >);
    const filters = aclFilters(flags);
    if (!all && !isSelective(filters)) {
      throw new UsageError("Cannot delete ACLs: no flag selects any", {
        hint: "Use flags such as --principal or --topic, or --all for every ACL",
      });
    }
    if (!dryRun) await requireConsent("delete ACLs", context);
    const [{ duringAclAction }, { describeAcls }, { aclFailure, aclTable, printAclOutcomes }] =
      await Promise.all([
        import("./_errors.ts" as string) as Promise<typeof import("./_errors.ts")>,
        import("../../lib/kafka/access/describe_acls.ts" as string) as Promise<
          typeof import("../../lib/kafka/access/describe_acls.ts")
        >,
        import("./_view.ts" as string) as Promise<typeof import("./_view.ts")>,
      ]);
    await using client = await openClient(context, { readsOnly: dryRun, action: "delete ACLs" });
    const found = describeAcls(client, filters, { signal });
    const { acls } = await duringAclAction("delete ACLs", found);
    if (acls.length === 0 && !ifExists) {
      throw new FailedError("Cannot delete ACLs: none matches", {
        hint: "See the ACLs that exist: wah acl list",
      });
    }
    if (acls.length > 0) {
      const plan = await aclTable(acls, context.stderr);
      await showPlan(`These ACLs will be deleted:\n${plan}`, context);
      const what = acls.length === 1 ? "this ACL" : `these ${acls.length} ACLs`;
      if (!dryRun) await confirm(`Delete ${what}?`, "delete ACLs", context);
    }
    const { outcomes, unconfirmed } = await remove(client, acls, dryRun, context);
    const printed = printAclOutcomes(context.stdout, output, outcomes);
    await failAfter(printed, aclFailure("delete", outcomes) ?? unconfirmed);
  },
});

async function remove(
  client: KafkaClient,
  acls: readonly Acl[],
  dryRun: boolean,
  { signal }: CommandContext,
): Promise<AclOutcomes> {
  const { deleteAndAwait, dryRunOutcomes } = await (import("./_changes.ts" as string) as Promise<
    typeof import("./_changes.ts")
  >);
  return dryRun ? dryRunOutcomes(acls) : await deleteAndAwait(client, acls, { signal });
}
