import { type AnyCommand, defineAlias, type ForeignFlag } from "../_shared/parser/command.ts";

/** A flag of rpk that takes a value; null if nothing here has its effect. */
function valued(here: ForeignFlag["here"], alias?: string): ForeignFlag {
  return { brief: "", placeholder: "VALUE", here, ...(alias === undefined ? {} : { alias }) };
}

function repeatable(here: ForeignFlag["here"], alias?: string): ForeignFlag {
  return { ...valued(here, alias), isRepeatable: true };
}

/** A flag of rpk without a value. */
function bare(here: ForeignFlag["here"], alias?: string): ForeignFlag {
  return { brief: "", here, ...(alias === undefined ? {} : { alias }) };
}

/** rpk splits `key:value` and `key=value` at the first of both signs. */
function pair(flag: string): (text: string) => readonly string[] {
  return (text) => [flag, text.replace(/^([^:=]*):/, "$1=")];
}

/** `rpk topic produce`. */
export async function rpkProduce(): Promise<AnyCommand> {
  const { produceCommand } = await (import("../produce.ts" as string) as Promise<
    typeof import("../produce.ts")
  >);
  return defineAlias(produceCommand, {
    command: ["produce"],
    flags: {
      outputFormat: valued("--output-format", "o"),
      header: repeatable(pair("-H"), "H"),
      deliveryTimeout: valued(null),
      maxMessageBytes: valued(null),
      allowAutoTopicCreation: bare(null),
      schemaId: valued(null),
      schemaKeyId: valued(null),
      schemaType: valued(null),
      schemaKeyType: valued(null),
      num: valued(null, "n"),
      jvmPartitioner: bare(null, "j"),
    },
  });
}

/** `rpk topic consume`. */
export async function rpkConsume(): Promise<AnyCommand> {
  const { consumeCommand } = await (import("../consume.ts" as string) as Promise<
    typeof import("../consume.ts")
  >);
  return defineAlias(consumeCommand, {
    command: ["consume"],
    flags: {
      prettyPrint: {
        ...valued((text) => ["-f", text === "false" ? "jsonl" : "json"]),
        bareValue: "true",
      },
      regex: bare("-r", "r"),
      metaOnly: bare(null),
      balancer: valued(null),
      fetchMaxBytes: valued(null),
      fetchMaxPartitionBytes: valued(null),
      fetchMaxWait: valued(null),
      printControlRecords: bare(null),
      rack: valued(null),
      useSchemaRegistry: { ...valued(null), bareValue: "" },
      commit: bare(null),
    },
    // rpk finds the expression anywhere in a name, wah compares it with the whole name.
    args: (args, keys) => keys.has("regex") ? args.map((arg) => `.*(${arg}).*`) : args,
  });
}

/** `rpk topic alter-config`. */
export async function rpkAlterConfig(): Promise<AnyCommand> {
  const { topicAlterCommand } = await (import("./alter.ts" as string) as Promise<
    typeof import("./alter.ts")
  >);
  return defineAlias(topicAlterCommand, {
    command: ["topic", "alter"],
    flags: {
      set: repeatable(pair("--set"), "s"),
      append: repeatable(pair("--append")),
      subtract: repeatable(pair("--subtract")),
      delete: repeatable("--unset"),
      dry: bare("--dry-run"),
    },
  });
}

/** `rpk topic trim-prefix`. */
export async function rpkTrimPrefix(): Promise<AnyCommand> {
  const { topicTrimCommand } = await (import("./trim.ts" as string) as Promise<
    typeof import("./trim.ts")
  >);
  return defineAlias(topicTrimCommand, {
    command: ["topic", "trim"],
    flags: { fromFile: valued(null, "f"), noConfirm: bare("--yes") },
  });
}
