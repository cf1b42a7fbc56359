import type { Type } from "protobufjs";
import { FailedError } from "../../errors.ts";
import { avroValueWriter } from "../avro/avro_encode.ts";
import { AvroSchemaError, parseAvroSchema } from "../avro/avro_schema.ts";
import type { Encode } from "../encoder.ts";
import { JsonSchemaError, loadJsonSchema } from "../json_schema.ts";
import { framePrefix } from "./frame.ts";
import {
  type ReferencedSchema,
  type RegistrySchema,
  SchemaLimitError,
  type SchemaStore,
} from "./schema_store.ts";

/** What to encode. */
export interface RegistryEncoderOptions {
  readonly id: number;
  readonly schema: RegistrySchema;
  /** The message type in Protobuf; null for the first one of the schema. */
  readonly messageType: string | null;
  /** What is encoded, for errors. */
  readonly part: "key" | "value";
  readonly signal: AbortSignal;
}

/**
 * Returns the encoder of keys or values of a registered schema, with its id before them.
 *
 * @throws {FailedError} If the schema cannot be used, or the registry does not answer.
 */
export async function registryEncoder(
  store: SchemaStore,
  options: RegistryEncoderOptions,
): Promise<Encode> {
  const { id, schema, signal } = options;
  try {
    const references = await store.references(schema, signal);
    return await encoderOf(options, references);
  } catch (cause) {
    const isUnusable = cause instanceof AvroSchemaError || cause instanceof SchemaLimitError ||
      cause instanceof JsonSchemaError;
    if (!isUnusable) throw cause;
    throw new FailedError(`Cannot use schema ${id}: ${cause.message}`, { cause });
  }
}

async function encoderOf(
  { id, schema, messageType, part }: RegistryEncoderOptions,
  references: readonly ReferencedSchema[],
): Promise<Encode> {
  switch (schema.type) {
    case "AVRO": {
      const type = parseAvroSchema(schema.text, references.map(({ text }) => text));
      return framed(framePrefix(id), avroValueWriter(type, part));
    }
    case "JSON": {
      const check = await loadJsonSchema(schema.text, references, part);
      const prefix = framePrefix(id);
      return (value, json) => {
        check(plainNumbers(value));
        return joined(prefix, json);
      };
    }
    case "PROTOBUF": {
      const { chooseType, loadRegisteredProto } = await loadProtobuf();
      const { messageWriter } = await (import("../protobuf/message_writer.ts" as string) as Promise<
        typeof import("../protobuf/message_writer.ts")
      >);
      const loaded = await loadRegisteredProto(schema, references);
      const { type, indexes }: { type: Type; indexes: readonly number[] } = chooseType(
        loaded,
        messageType,
      );
      return framed(framePrefix(id, indexes), messageWriter(type, part));
    }
  }
}

function loadProtobuf(): Promise<typeof import("../protobuf/framed_messages.ts")> {
  return import("../protobuf/framed_messages.ts" as string) as Promise<
    typeof import("../protobuf/framed_messages.ts")
  >;
}

function framed(prefix: Uint8Array, encode: (value: unknown) => Uint8Array): Encode {
  return (value) => joined(prefix, encode(value));
}

function joined(prefix: Uint8Array, body: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(prefix.byteLength + body.byteLength);
  bytes.set(prefix);
  bytes.set(body, prefix.byteLength);
  return bytes;
}

/** The validator of JSON schemas does not know bigints. */
function plainNumbers(value: unknown): unknown {
  if (typeof value === "bigint") return Number(value);
  if (Array.isArray(value)) return value.map(plainNumbers);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => [name, plainNumbers(part)]),
  );
}
