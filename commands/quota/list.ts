import { openClient } from "../_shared/client.ts";
import { outputFlag } from "../_shared/output_flag.ts";
import { defineCommand } from "../_shared/parser/command.ts";
import { switchFlag } from "../_shared/parser/flag.ts";
import { failAfter, printList } from "../_shared/print.ts";
import { table } from "../_shared/table.ts";
import { entityCells, entityFlags, entityHeadings, entityOf } from "./_entity.ts";

/** `wah quota list`. */
export const quotaListCommand = defineCommand({
  description: "List quotas: all, or those of the entities that the flags name.",
  examples: [
    ["wah quota list", "all quotas"],
    ["wah quota list --user alice", "of alice, and of her client ids"],
    ["wah quota list --user alice --strict", "of alice alone"],
    ["wah quota list --default user", "of users without own quotas"],
  ],
  flags: {
    ...entityFlags,
    strict: switchFlag("omit entities of further kinds, such as the client ids of a user"),
    output: outputFlag,
  },
  async run({ flags, context }): Promise<void> {
    const { signal, stdout } = context;
    const entity = entityOf(flags);
    const [{ describeClientQuotas }, { duringAction }] = await Promise.all([
      import("../../lib/kafka/access/client_quotas.ts" as string) as Promise<
        typeof import("../../lib/kafka/access/client_quotas.ts")
      >,
      import("../../lib/kafka/kafka_error.ts" as string) as Promise<
        typeof import("../../lib/kafka/kafka_error.ts")
      >,
    ]);
    await using client = await openClient(context, { readsOnly: true });
    const isStrict = flags.strict ?? false;
    const found = describeClientQuotas(client, entity, { isStrict, signal });
    const quotas = await duringAction("list quotas", found);
    const items = quotas.map(({ entity, values }) => (
      { entity, values: Object.fromEntries(values) }
    ));
    const rows = quotas.flatMap(({ entity, values }) =>
      [...values].map(([key, value]) => [...entityCells(entity), key, value])
    );
    const text = (): Promise<string> => table([...entityHeadings, "QUOTA", "VALUE"], rows, stdout);
    await failAfter(printList(stdout, flags.output, { name: "quotas", items, text }), null);
  },
});
