import type { Acl } from "../../lib/kafka/access/acl.ts";
import type { KafkaClient } from "../../lib/kafka/client.ts";
import { openClient } from "../_shared/client.ts";
import { confirm, requireConsent, showPlan } from "../_shared/confirm.ts";
import { note } from "../_shared/note.ts";
import { outputFlag } from "../_shared/output_flag.ts";
import { type CommandContext, defineCommand } from "../_shared/parser/command.ts";
import { choiceFlag, switchFlag } from "../_shared/parser/flag.ts";
import { failAfter } from "../_shared/print.ts";
import { ruleDetails, ruleFlags } from "./_flags.ts";
import type { AclOutcome, AclOutcomes } from "./_view.ts";

/** `wah acl create`. */
export const aclCreateCommand = defineCommand({
  description:
    "Create ACLs: each principal, from each host, for each operation on each resource. " +
    "Returns once every broker knows them.",
  examples: [
    ["wah acl create --allow-principal alice --operation read,describe -t orders", "asks first"],
    [
      "wah acl create --allow-principal alice --operation read -g app- " +
      "--resource-pattern-type prefixed",
      "all groups whose name begins with app-",
    ],
    ["wah acl create --deny-principal bob --deny-host 10.0.0.7 --operation all -t '*'", "deny"],
    ["wah acl create --allow-principal ci --operation alter --cluster --dry-run", "only shows it"],
  ],
  flags: {
    ...ruleFlags,
    resourcePatternType: choiceFlag(
      "whether the names of resources are whole names or prefixes",
      ["literal", "prefixed"],
      { default: "literal" },
    ),
    dryRun: switchFlag("show what would be created; create nothing"),
    output: outputFlag,
  },
  details: ruleDetails,
  async run({ flags, context }): Promise<void> {
    const { dryRun = false, output, resourcePatternType } = flags;
    const { aclsToCreate } = await (import("./_select.ts" as string) as Promise<
      typeof import("./_select.ts")
    >);
    const acls = aclsToCreate(flags, resourcePatternType);
    if (!dryRun) await requireConsent("create ACLs", context);
    await using client = await openClient(context, { readsOnly: dryRun, action: "create ACLs" });
    const { aclFailure, printAclOutcomes } = await loadView();
    const existing = await existingAcls(client, acls, context);
    const missing = acls.filter((acl) => !existing.includes(acl));
    if (missing.length > 0) await ask(missing, dryRun, context);
    const { outcomes: changes, unconfirmed } = await create(client, missing, dryRun, context);
    const created = new Map(changes.map((outcome) => [outcome.acl, outcome]));
    const outcomes = acls.map((acl): AclOutcome =>
      created.get(acl) ?? { acl, status: "exists", error: null }
    );
    const printed = printAclOutcomes(context.stdout, output, outcomes);
    await failAfter(printed, aclFailure("create", outcomes) ?? unconfirmed);
  },
});

function loadView(): Promise<typeof import("./_view.ts")> {
  return import("./_view.ts" as string) as Promise<typeof import("./_view.ts")>;
}

/** Those of the ACLs that exist already; fails as the creation would if there is no authorizer. */
async function existingAcls(
  client: KafkaClient,
  acls: readonly Acl[],
  { signal }: CommandContext,
): Promise<Acl[]> {
  const [{ describeAcls }, { aclKey }, { duringAclAction }] = await Promise.all([
    import("../../lib/kafka/access/describe_acls.ts" as string) as Promise<
      typeof import("../../lib/kafka/access/describe_acls.ts")
    >,
    import("../../lib/kafka/access/acl.ts" as string) as Promise<
      typeof import("../../lib/kafka/access/acl.ts")
    >,
    import("./_errors.ts" as string) as Promise<typeof import("./_errors.ts")>,
  ]);
  const resources = new Map(acls.map(({ resourceType, resourceName, pattern }) => [
    JSON.stringify([resourceType, resourceName, pattern]),
    { resourceType, resourceName, pattern },
  ]));
  const found = await duringAclAction(
    "create ACLs",
    describeAcls(client, [...resources.values()], { signal }),
  );
  const keys = new Set(found.acls.map(aclKey));
  return acls.filter((acl) => keys.has(aclKey(acl)));
}

async function ask(acls: readonly Acl[], dryRun: boolean, context: CommandContext): Promise<void> {
  const { aclTable, wideGrants } = await loadView();
  const plan = await aclTable(acls, context.stderr);
  await showPlan(`These ACLs will be created:\n${plan}`, context);
  for (const warning of wideGrants(acls)) await note(warning, context);
  if (dryRun) return;
  const what = acls.length === 1 ? "this ACL" : `these ${acls.length} ACLs`;
  await confirm(`Create ${what}?`, "create ACLs", context);
}

async function create(
  client: KafkaClient,
  acls: readonly Acl[],
  dryRun: boolean,
  { signal }: CommandContext,
): Promise<AclOutcomes> {
  const { createAndAwait, dryRunOutcomes } = await (import("./_changes.ts" as string) as Promise<
    typeof import("./_changes.ts")
  >);
  return dryRun ? dryRunOutcomes(acls) : await createAndAwait(client, acls, { signal });
}
