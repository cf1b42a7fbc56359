import type { Type } from "protobufjs";
import { FailedError } from "../../errors.ts";
import { DecodeFailure } from "../decoder.ts";
import { frameBytes, readMessageIndexes } from "../registry/frame.ts";
import type { ReferencedSchema, RegistrySchema } from "../registry/schema_store.ts";
import { messageReader, type ReadMessage } from "./message_reader.ts";
import {
  findType,
  loadProtoDescriptors,
  loadProtoSchema,
  type ProtoSchema,
} from "./proto_schema.ts";

/** The name of the schema itself; no import can name it. */
const mainFile = "the schema";

/**
 * Loads a schema of a registry.
 *
 * @throws {FailedError} If it is invalid or too large.
 */
export async function loadRegisteredProto(
  schema: RegistrySchema,
  references: readonly ReferencedSchema[],
): Promise<ProtoSchema> {
  const main = descriptorOf(schema.text);
  if (main !== null) {
    const others = references.map(({ text }) => descriptorOf(text));
    return await loadProtoDescriptors(mainFile, [main, ...others.filter((each) => each !== null)]);
  }
  const texts = new Map(references.map(({ name, text }) => [name, text]));
  return await loadProtoSchema([{ name: mainFile, text: schema.text }], (name) => {
    const text = texts.get(name);
    return Promise.resolve(text === undefined ? undefined : { name, text });
  });
}

/**
 * Returns a function that decodes values of a schema, whose message type is named by the indexes
 * after the schema id.
 *
 * @throws As {@link loadRegisteredProto}. The function throws {@link DecodeFailure}.
 */
export async function framedMessageReader(
  schema: RegistrySchema,
  references: readonly ReferencedSchema[],
): Promise<ReadMessage> {
  const loaded = await loadRegisteredProto(schema, references);
  const readers = new Map<Type, ReadMessage>();
  return (bytes) => {
    const { indexes, end } = readMessageIndexes(bytes, frameBytes);
    const type = typeAt(loaded, indexes);
    let read = readers.get(type);
    if (read === undefined) readers.set(type, read = messageReader(type, loaded.protobuf));
    return read(bytes.subarray(end));
  };
}

/**
 * Returns a message type of a schema with its indexes.
 *
 * @param name Null for the first one.
 * @throws {FailedError} If the schema does not define it.
 */
export function chooseType(
  schema: ProtoSchema,
  name: string | null,
): { readonly type: Type; readonly indexes: readonly number[] } {
  const type = name === null ? schema.types[0] : findType(schema, name);
  const indexes = type === undefined ? null : indexesOf(type, schema);
  if (type !== undefined && indexes !== null) return { type, indexes };
  throw new FailedError(
    name === null
      ? "Cannot use the Protobuf schema: it defines no message type"
      : `Cannot use the message type "${name}": it is defined in an import of the schema`,
  );
}

function indexesOf(type: Type, { types, protobuf }: ProtoSchema): readonly number[] | null {
  const index = types.indexOf(type);
  if (index >= 0) return [index];
  if (!(type.parent instanceof protobuf.Type)) return null;
  const outer = indexesOf(type.parent, { types, protobuf } as ProtoSchema);
  const siblings = type.parent.nestedArray.filter((each) => each instanceof protobuf.Type);
  return outer === null ? null : [...outer, siblings.indexOf(type)];
}

/** Confluent's client for Python registers descriptors in base64 in place of texts. */
function descriptorOf(text: string): Uint8Array | null {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text)) return null;
  try {
    return Uint8Array.fromBase64(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** @throws {DecodeFailure} If there is no such type. */
function typeAt(schema: ProtoSchema, indexes: readonly number[]): Type {
  const { protobuf } = schema;
  let { types } = schema;
  let type: Type | undefined;
  for (const index of indexes) {
    type = types[index];
    if (type === undefined) break;
    types = type.nestedArray.filter((each) => each instanceof protobuf.Type);
  }
  if (type !== undefined) return type;
  throw new DecodeFailure(`the schema has no message type ${indexes.join(".")}`);
}
