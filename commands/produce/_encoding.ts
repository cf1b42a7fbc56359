import { parseDecoderName } from "../../lib/decode/decoder_name.ts";
import { type Encode, EncodeFailure } from "../../lib/decode/encoder.ts";
import { decodeText } from "../../lib/decode/json_decoder.ts";
import { loadFileEncoder } from "../../lib/decode/load_encoder.ts";
import { registryEncoder } from "../../lib/decode/registry/registry_encoder.ts";
import type { RegistrySchema, SchemaStore } from "../../lib/decode/registry/schema_store.ts";
import { UsageError } from "../../lib/errors.ts";
import { parseExactJson } from "../../lib/filter/json_value.ts";
import { InputError } from "../../lib/input/input_record.ts";
import type { CommandContext } from "../_shared/parser/command.ts";
import { requiredRegistry } from "../_shared/registry/registry_store.ts";
import type { EncodePart, RecordEncoding } from "./_complete.ts";

/** The flags that encode records. */
export interface EncodeFlags {
  readonly schema?: string;
  readonly schemaType?: string;
  readonly schemaKey?: string;
  readonly schemaKeyType?: string;
  readonly registry?: string;
}

/** The schema of keys or of values, as the command line names it. */
interface PartSchema {
  readonly part: "key" | "value";
  readonly flag: string;
  readonly schema: string | undefined;
  readonly messageType: string | undefined;
}

/**
 * Loads the encoders that the flags name.
 *
 * @param topic The topic of the command line, for `--schema topic`.
 * @throws {UsageError} If a file cannot be read, or a registry is needed and none is set.
 * @throws {FailedError} If there is no such schema, or it cannot be used.
 */
export async function encodingOf(
  topic: string | undefined,
  flags: EncodeFlags,
  context: CommandContext,
): Promise<RecordEncoding> {
  let store: Promise<SchemaStore> | undefined;
  const registry = (): Promise<SchemaStore> =>
    store ??= requiredRegistry(flags.registry, "encode records with a registered schema", context);
  const load = async (part: PartSchema): Promise<EncodePart | null> => {
    const { schema, messageType, flag } = part;
    if (schema === undefined) {
      if (messageType === undefined) return null;
      throw new UsageError(`Cannot use ${flag}-type: it is for ${flag}`);
    }
    return overJson(await encoderOf({ ...part, schema }, { topic, registry, context }));
  };
  return {
    key: await load({
      part: "key",
      flag: "--schema-key",
      schema: flags.schemaKey,
      messageType: flags.schemaKeyType,
    }),
    value: await load({
      part: "value",
      flag: "--schema",
      schema: flags.schema,
      messageType: flags.schemaType,
    }),
  };
}

async function encoderOf(
  { part, flag, schema, messageType }: Omit<PartSchema, "messageType"> & {
    readonly schema: string;
    readonly messageType: string | undefined;
  },
  { topic, registry, context: { signal } }: {
    readonly topic: string | undefined;
    readonly registry: () => Promise<SchemaStore>;
    readonly context: CommandContext;
  },
): Promise<Encode> {
  if (/^(avro|protobuf)=/.test(schema)) {
    const name = parseDecoderName(schema, flag);
    if (name.kind === "avro") return await loadFileEncoder(name, part);
    if (name.kind === "protobuf") {
      return await loadFileEncoder({ ...name, type: messageType ?? name.type }, part);
    }
  }
  const store = await registry();
  const found = await find(schema, { part, flag, topic, store, signal });
  return await registryEncoder(store, {
    ...found,
    messageType: messageType ?? null,
    part,
    signal,
  });
}

/** Finds a schema by its id, or the latest or a given version of a subject. */
async function find(
  text: string,
  { part, flag, topic, store, signal }: {
    readonly part: "key" | "value";
    readonly flag: string;
    readonly topic: string | undefined;
    readonly store: SchemaStore;
    readonly signal: AbortSignal;
  },
): Promise<{ readonly id: number; readonly schema: RegistrySchema }> {
  if (/^\d{1,10}$/.test(text)) {
    const id = Number(text);
    return { id, schema: await store.byId(id, signal) };
  }
  if (text === "topic" && topic === undefined) {
    throw new UsageError(`Cannot use "topic" for ${flag}: the command names no topic`);
  }
  const [, subject = text, version] = /^(.+):(\d{1,9})$/.exec(text) ?? [];
  const schema = await store.byVersion(
    text === "topic" ? `${topic}-${part}` : subject,
    version === undefined ? "latest" : Number(version),
    signal,
  );
  return { id: schema.id, schema };
}

function overJson(encode: Encode): EncodePart {
  return (json) => {
    try {
      const text = decodeText(json);
      if (text === null) throw problem("not UTF-8");
      return encode(parseExactJson(text), json);
    } catch (error) {
      if (error instanceof EncodeFailure) throw problem(error.message);
      if (error instanceof SyntaxError) throw problem(`not JSON: ${error.message}`);
      throw error;
    }
  };
}

function problem(found: string): InputError {
  return new InputError(found, { isRecoverable: true });
}
