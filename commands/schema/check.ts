import { requiredRegistry } from "../_shared/registry/registry_store.ts";
import { outputFlag } from "../_shared/output_flag.ts";
import { defineCommand } from "../_shared/parser/command.ts";
import { choiceFlag, listFlag } from "../_shared/parser/flag.ts";
import { failAfter, printItem } from "../_shared/print.ts";
import { FailedError, UsageError } from "../../lib/errors.ts";
import { visible } from "../../lib/text/visible.ts";
import { checkCompatibility } from "../../lib/decode/registry/subjects.ts";
import type { SchemaReference, SchemaType } from "../../lib/decode/registry/schema_store.ts";
import { registryFlag } from "./_registry_flag.ts";

const types = { avro: "AVRO", protobuf: "PROTOBUF", json: "JSON" } as const;

/** The type of a schema by the end of its file's name. */
const typesByEnding: Readonly<Record<string, SchemaType>> = {
  avsc: "AVRO",
  proto: "PROTOBUF",
  json: "JSON",
};

/** `wah schema check`. */
export const schemaCheckCommand = defineCommand({
  description: "Check whether the schema in a file is compatible with a subject, by the rules of " +
    "the registry. Nothing is registered. Exits with 1 if it is not.",
  examples: [
    ["wah schema check orders-value order.avsc", "with the latest version"],
    ["wah schema check orders-value:2 order.proto", "with another version"],
  ],
  args: [
    { name: "SUBJECT", brief: "a subject, or SUBJECT:VERSION" },
    { name: "FILE", brief: "the schema", complete: "file" },
  ],
  flags: {
    type: choiceFlag("kind of the schema (default: by the name of FILE)", [
      "avro",
      "protobuf",
      "json",
    ]),
    reference: listFlag("a schema that it refers to; repeat it for several", {
      placeholder: "NAME=SUBJECT:VERSION",
      parse: referenceOf,
    }),
    registry: registryFlag,
    output: outputFlag,
  },
  async run({ args: [name = "", file = ""], flags, context }): Promise<void> {
    const { signal, stdout } = context;
    const [, subject = name, number] = /^(.+):(\d{1,9})$/.exec(name) ?? [];
    const version = number === undefined ? "latest" : Number(number);
    const type = flags.type === undefined ? typeOf(file) : types[flags.type];
    const text = await readSchema(file);
    const { client } = await requiredRegistry(flags.registry, "check a schema", context);
    const { isCompatible, messages } = await checkCompatibility(client, {
      subject,
      version,
      schema: { type, text, references: flags.reference ?? [] },
      signal,
    });
    const item = { subject, schema_version: version, compatible: isCompatible, messages };
    const lines = (): string =>
      [
        `${isCompatible ? "compatible" : "not compatible"} with ${visible(subject)} (${version})`,
        ...messages.map((message) => `  ${visible(message)}`),
      ].map((line) => `${line}\n`).join("");
    const failure = isCompatible ? null : new FailedError(
      `Cannot use "${file}" as the next version of "${subject}": it is not compatible`,
    );
    await failAfter(printItem(stdout, flags.output, item, lines), failure);
  },
});

/** @throws {UsageError} If the text has another form. */
function referenceOf(text: string): SchemaReference {
  const [, name, subject, version] = /^(.+?)=(.+):(\d{1,9})$/.exec(text) ?? [];
  if (name !== undefined && subject !== undefined) {
    return { name, subject, version: Number(version) };
  }
  throw new UsageError(
    `Cannot use "${text}" for --reference: expected NAME=SUBJECT:VERSION`,
  );
}

/** @throws {UsageError} If the name of the file does not end like that of a schema. */
function typeOf(file: string): SchemaType {
  const ending = file.split(".").at(-1) ?? "";
  const type = Object.hasOwn(typesByEnding, ending) ? typesByEnding[ending] : undefined;
  if (type !== undefined) return type;
  throw new UsageError(`Cannot tell the kind of the schema "${file}" by its name`, {
    hint: "Add --type avro, protobuf or json",
  });
}

/** @throws {UsageError} If the file cannot be read. */
async function readSchema(file: string): Promise<string> {
  try {
    return await Deno.readTextFile(file);
  } catch (cause) {
    if (!(cause instanceof Error) || cause instanceof Deno.errors.NotCapable) throw cause;
    const found = cause instanceof Deno.errors.NotFound ? "no such file" : cause.message;
    throw new UsageError(`Cannot read "${file}": ${found}`, { cause });
  }
}
