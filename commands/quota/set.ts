import { UsageError } from "../../lib/errors.ts";
import type { QuotaChange } from "../../lib/kafka/access/client_quotas.ts";
import { type QuotaEntity, quotaKeys } from "../../lib/kafka/access/quota_entity.ts";
import type { KafkaClient } from "../../lib/kafka/client.ts";
import { listed } from "../../lib/text/listed.ts";
import { openClient } from "../_shared/client.ts";
import { confirm, requireConsent, showPlan } from "../_shared/confirm.ts";
import { outputFlag } from "../_shared/output_flag.ts";
import { defineCommand } from "../_shared/parser/command.ts";
import { listFlag, switchFlag } from "../_shared/parser/flag.ts";
import { failAfter, printList } from "../_shared/print.ts";
import { table, type TableOutput } from "../_shared/table.ts";
import { entityCells, entityFlags, entityHeadings, entityOf, entityText } from "./_entity.ts";

/** A quota before and after the change. */
interface QuotaStep {
  readonly entity: QuotaEntity;
  readonly quota: string;
  readonly before: number | null;
  readonly after: number | null;
}

/** `wah quota set`. */
export const quotaSetCommand = defineCommand({
  description: "Set or remove quotas of a user, a client id, a client id of a user, or an " +
    "address. Each broker applies them for itself.",
  examples: [
    ["wah quota set --user alice producer_byte_rate=1048576", "asks first"],
    ["wah quota set --user alice --client-id app request_percentage=50", "a client of a user"],
    ["wah quota set --default user consumer_byte_rate=1e6 --dry-run", "the broker checks it"],
    ["wah quota set --ip 10.0.0.7 connection_creation_rate=10", "connections per second"],
    ["wah quota set --user alice --unset producer_byte_rate", "remove a quota"],
  ],
  args: [{ name: "QUOTA=VALUE", brief: "quotas to set", isOptional: true, isList: true }],
  flags: {
    ...entityFlags,
    unset: listFlag("remove a quota", { alias: "d", placeholder: "QUOTA", parse: quotaKey }),
    dryRun: switchFlag("let the broker check the change; change nothing"),
    output: outputFlag,
  },
  details: `Quotas, each per broker:
  producer_byte_rate         bytes per second that clients may produce
  consumer_byte_rate         bytes per second that clients may consume
  request_percentage         time of request handlers, in percent of a thread
  controller_mutation_rate   created and deleted partitions per second
  connection_creation_rate   new connections per second; for --ip only`,
  async run({ args, flags, context }): Promise<void> {
    const { dryRun = false, output } = flags;
    const { signal, stdout } = context;
    const changes = changesOf(args, flags.unset ?? []);
    const entity = entityOf(flags);
    if (entity.length === 0) throw unusable("no entity given", "Add --user, --client-id or --ip");
    if (!dryRun) await requireConsent("set quotas", context);
    await using client = await openClient(context, { readsOnly: dryRun, action: "set quotas" });
    const { duringAction } = await (import("../../lib/kafka/kafka_error.ts" as string) as Promise<
      typeof import("../../lib/kafka/kafka_error.ts")
    >);
    const action = `set quotas of ${entityText(entity)}`;
    const steps = await duringAction(action, stepsOf(client, entity, changes, signal));
    await showPlan(await stepTable(steps, context.stderr), context);
    if (!dryRun) {
      await confirm(`Set the quotas of ${entityText(entity)}?`, "set quotas", context);
    }
    await duringAction(action, alter(client, entity, changes, { validateOnly: dryRun, signal }));
    const { globals: { yes = false, quiet = false } } = context;
    // On a terminal, the plan has just been shown.
    const isShown = stdout.isTerminal && !(yes && quiet);
    const text = async (): Promise<string> => isShown ? "" : await stepTable(steps, stdout);
    await failAfter(printList(stdout, output, { name: "quotas", items: steps, text }), null);
  },
});

/** @throws {UsageError} If there is no change, or one twice for the same quota. */
function changesOf(settings: readonly string[], unset: readonly string[]): QuotaChange[] {
  const changes = [
    ...settings.map(settingOf),
    ...unset.map((key): QuotaChange => ({ key, value: null })),
  ];
  if (changes.length === 0) {
    throw unusable("there is no change", "Add QUOTA=VALUE, or --unset QUOTA");
  }
  const keys = changes.map(({ key }) => key);
  const twice = keys.find((key, index) => keys.indexOf(key) !== index);
  if (twice === undefined) return changes;
  throw new UsageError(`Cannot set quota "${twice}": it is named twice`);
}

function settingOf(text: string): QuotaChange {
  const at = text.indexOf("=");
  const value = text.slice(at + 1);
  if (at > 0 && /^\d+(\.\d+)?(e\d{1,2})?$/i.test(value)) {
    return { key: quotaKey(text.slice(0, at)), value: Number(value) };
  }
  throw new UsageError(`Cannot set quota "${text}": expected QUOTA=NUMBER`, {
    hint: `The quotas are ${quotaKeys.join(", ")}`,
  });
}

/** @throws {UsageError} If Kafka has no such quota. */
function quotaKey(name: string): string {
  if ((quotaKeys as readonly string[]).includes(name)) return name;
  throw new UsageError(`Cannot set quota "${name}": expected ${listed(quotaKeys)}`);
}

function unusable(found: string, hint: string): UsageError {
  return new UsageError(`Cannot set quotas: ${found}`, { hint });
}

function loadQuotas(): Promise<typeof import("../../lib/kafka/access/client_quotas.ts")> {
  return import("../../lib/kafka/access/client_quotas.ts" as string) as Promise<
    typeof import("../../lib/kafka/access/client_quotas.ts")
  >;
}

async function stepsOf(
  client: KafkaClient,
  entity: QuotaEntity,
  changes: readonly QuotaChange[],
  signal: AbortSignal,
): Promise<QuotaStep[]> {
  const { describeClientQuotas } = await loadQuotas();
  const [found] = await describeClientQuotas(client, entity, { isStrict: true, signal });
  return changes.map(({ key, value }) => ({
    entity,
    quota: key,
    before: found?.values.get(key) ?? null,
    after: value,
  }));
}

async function alter(
  client: KafkaClient,
  entity: QuotaEntity,
  changes: readonly QuotaChange[],
  options: { readonly validateOnly: boolean; readonly signal: AbortSignal },
): Promise<void> {
  const { alterClientQuotas } = await loadQuotas();
  await alterClientQuotas(client, entity, changes, options);
}

async function stepTable(steps: readonly QuotaStep[], output: TableOutput): Promise<string> {
  return await table(
    [...entityHeadings, "QUOTA", "BEFORE", "AFTER"],
    steps.map(({ entity, quota, before, after }) => [...entityCells(entity), quota, before, after]),
    output,
  );
}
