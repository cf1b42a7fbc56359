import { requiredRegistry } from "../_shared/registry/registry_store.ts";
import { outputFlag } from "../_shared/output_flag.ts";
import { defineCommand } from "../_shared/parser/command.ts";
import { printList } from "../_shared/print.ts";
import { table } from "../_shared/table.ts";
import { listSubjects } from "../../lib/decode/registry/subjects.ts";
import type { SchemaStore, SchemaVersion } from "../../lib/decode/registry/schema_store.ts";
import { registryFlag } from "./_registry_flag.ts";

/** Subjects that are requested at the same time. */
const atOnce = 8;

/** `wah schema list`. */
export const schemaListCommand = defineCommand({
  description: "List the subjects of a schema registry with the latest version of each.",
  examples: [
    ["wah schema list", "all subjects"],
    ["wah schema list -o jsonl", "one JSON object per subject"],
  ],
  flags: { registry: registryFlag, output: outputFlag },
  async run({ flags: { registry, output }, context }): Promise<void> {
    const { signal, stdout } = context;
    const store = await requiredRegistry(registry, "list schemas", context);
    const subjects = await listSubjects(store.client, signal);
    const items = (await latestVersions(subjects, store, signal))
      .map(({ subject, version, id, type }) => ({ subject, schema_version: version, id, type }));
    await printList(stdout, output, {
      name: "subjects",
      items,
      text: () =>
        table(
          ["SUBJECT", "VERSION", "ID", "TYPE"],
          items.map(({ subject, schema_version, id, type }) => [subject, schema_version, id, type]),
          stdout,
        ),
    });
  },
});

async function latestVersions(
  subjects: readonly string[],
  store: SchemaStore,
  signal: AbortSignal,
): Promise<SchemaVersion[]> {
  const versions: SchemaVersion[] = [];
  for (let at = 0; at < subjects.length; at += atOnce) {
    const some = subjects.slice(at, at + atOnce);
    versions.push(
      ...await Promise.all(some.map((subject) => store.byVersion(subject, "latest", signal))),
    );
  }
  return versions;
}
