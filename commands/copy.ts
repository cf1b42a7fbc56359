import { copyFlags } from "./copy/_flags.ts";
import { defineCommand } from "./_shared/parser/command.ts";

const details = `Key, value, headers, timestamp and partition stay the same.
Offsets as in "wah consume"; without an end, the copy ends at the current end.

Expressions of --transform (Common Expression Language), as for --where:
  value.name                               the new value: text, bytes or JSON
  {"value": {"id": key, "name": value}}    replaces key, value and headers
  {"headers": {"from": topic}}             a map, or a list of key and value

--resume FILE saves once a second how far the copy is. The same command \
continues there. After a kill, records of the last moments may arrive twice; \
none is lost. Failed records are tried again.`;

/** `wah copy`. */
export const copyCommand = defineCommand({
  description: "Copy records to another topic, to another cluster, or to where their header says.",
  examples: [
    ["wah copy orders orders-copy --create", "all records, to a new topic like the old one"],
    ["wah copy orders orders --to-profile staging", "to the cluster of a profile"],
    ["wah copy orders test -o @-1h --where 'value.amount > 10'", "some records of the last hour"],
    ["wah copy orders orders-copy --resume copy.json", "continue after an interruption"],
    [
      "wah copy orders-dlq --to-header kafka_dlt-original-topic",
      "dead letters back to their topics",
    ],
    ["wah copy orders test --dry-run --grep panda", "count what would be copied"],
  ],
  args: [
    { name: "SOURCE", brief: "topic to read", complete: "topic" },
    {
      name: "TARGET",
      brief: "topic to write to; omitted with --to-header",
      complete: "topic",
      isOptional: true,
    },
  ],
  flags: copyFlags,
  details,
  async run({ args: [source, target], flags, context }): Promise<void> {
    const { copy } = await (import("./copy/_copy.ts" as string) as Promise<
      typeof import("./copy/_copy.ts")
    >);
    await copy({ source: source!, target, flags }, context);
  },
});
