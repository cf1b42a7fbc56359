import { AvroSchemaError, parseAvroSchema } from "../avro/avro_schema.ts";
import { avroValueReader } from "../avro/avro_decode.ts";
import { DecodeFailure, type Decoder } from "../decoder.ts";
import { FailedError } from "../../errors.ts";
import { jsonDecoder } from "../json_decoder.ts";
import { frameBytes, isFramed, schemaIdOf } from "./frame.ts";
import { NotRegisteredError } from "./registry_error.ts";
import { type RegistrySchema, SchemaLimitError, type SchemaStore } from "./schema_store.ts";

/** Decodes what follows the schema id. */
type ReadBody = Decoder["decode"];

/** How to decode the values of one schema, or why that is not possible. */
type Reader = ReadBody | DecodeFailure;

/**
 * Returns the decoder of values with a schema id before them, in Confluent's format. Each
 * schema is read from the registry when its first value arrives.
 */
export function registryDecoder(store: SchemaStore): Decoder {
  const readers = new Map<number, Reader>();
  let lastId = -1;
  let lastReader: Reader | undefined;
  const readerOf = (id: number): Reader | undefined => {
    if (id === lastId && lastReader !== undefined) return lastReader;
    lastId = id;
    return lastReader = readers.get(id);
  };
  return {
    needsLoad: (bytes, start, length) =>
      isFramed(bytes, start, length) && readerOf(schemaIdOf(bytes, start)) === undefined,
    async load(bytes, signal): Promise<void> {
      const id = schemaIdOf(bytes, 0);
      readers.set(id, await loadReader(id, store, signal));
    },
    decode(bytes, record): unknown {
      if (!isFramed(bytes, 0, bytes.byteLength)) {
        throw new DecodeFailure("it does not begin with a schema id");
      }
      const reader = readerOf(schemaIdOf(bytes, 0));
      if (reader === undefined) throw new Error("The schema was not loaded");
      if (reader instanceof DecodeFailure) throw reader;
      return reader(bytes, record);
    },
  };
}

/** A registry that cannot be used ends the reading; a schema that cannot be used does not. */
async function loadReader(id: number, store: SchemaStore, signal: AbortSignal): Promise<Reader> {
  try {
    const schema = await store.byId(id, signal);
    return await readerOf(schema, store, signal);
  } catch (error) {
    if (error instanceof NotRegisteredError) {
      return new DecodeFailure(`the registry has no schema ${id}: ${error.found}`);
    }
    if (error instanceof AvroSchemaError || error instanceof SchemaLimitError) {
      return new DecodeFailure(`schema ${id} cannot be used: ${error.message}`);
    }
    throw error;
  }
}

async function readerOf(
  schema: RegistrySchema,
  store: SchemaStore,
  signal: AbortSignal,
): Promise<Reader> {
  if (schema.type === "JSON") return afterId((body, record) => jsonDecoder.decode(body, record));
  const references = await store.references(schema, signal);
  if (schema.type === "AVRO") {
    const read = avroValueReader(parseAvroSchema(schema.text, references.map(({ text }) => text)));
    return afterId(read);
  }
  const { framedMessageReader } =
    await (import("../protobuf/framed_messages.ts" as string) as Promise<
      typeof import("../protobuf/framed_messages.ts")
    >);
  try {
    return await framedMessageReader(schema, references);
  } catch (error) {
    if (!(error instanceof FailedError)) throw error;
    return new DecodeFailure(error.message);
  }
}

function afterId(read: ReadBody): ReadBody {
  return (bytes, record) => read(bytes.subarray(frameBytes), record);
}
