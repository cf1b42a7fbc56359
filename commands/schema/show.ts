import { requiredRegistry } from "../_shared/registry/registry_store.ts";
import { outputFlag } from "../_shared/output_flag.ts";
import { defineCommand } from "../_shared/parser/command.ts";
import { printItem } from "../_shared/print.ts";
import { visible } from "../../lib/text/visible.ts";
import type {
  RegistrySchema,
  SchemaStore,
  SchemaVersion,
} from "../../lib/decode/registry/schema_store.ts";
import { registryFlag } from "./_registry_flag.ts";

/** `wah schema show`. */
export const schemaShowCommand = defineCommand({
  description: "Print a schema: the latest or another version of a subject, or that of an id.",
  examples: [
    ["wah schema show orders-value", "the latest version"],
    ["wah schema show orders-value:2 > order.avsc", "another version, into a file"],
    ["wah schema show 7 -o json", "by its id, with its type and its references"],
  ],
  args: [{ name: "SCHEMA", brief: "a subject, SUBJECT:VERSION, or an id" }],
  flags: { registry: registryFlag, output: outputFlag },
  async run({ args: [name = ""], flags: { registry, output }, context }): Promise<void> {
    const { signal, stdout } = context;
    const store = await requiredRegistry(registry, "show a schema", context);
    const { text, subject = null, version = null, ...schema } = await find(name, store, signal);
    const { id, type, references } = schema;
    const item = { subject, schema_version: version, id, type, schema: text, references };
    const shown = stdout.isTerminal ? visible(text, { multiline: true }) : text;
    await printItem(stdout, output, item, () => shown.endsWith("\n") ? shown : `${shown}\n`);
  },
});

/** A schema by its id may belong to several subjects, so it names none. */
type FoundSchema = RegistrySchema & Partial<SchemaVersion> & { readonly id: number };

async function find(name: string, store: SchemaStore, signal: AbortSignal): Promise<FoundSchema> {
  if (/^\d{1,10}$/.test(name)) {
    const id = Number(name);
    return { ...await store.byId(id, signal), id };
  }
  const [, subject = name, version] = /^(.+):(\d{1,9})$/.exec(name) ?? [];
  const wanted = version === undefined ? "latest" : Number(version);
  return await store.byVersion(subject, wanted, signal);
}
