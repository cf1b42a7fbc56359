import { FailedError, UsageError } from "../../errors.ts";
import type { Decoder } from "../decoder.ts";
import { avroValueReader } from "./avro_decode.ts";
import { AvroSchemaError, type AvroType, parseAvroSchema } from "./avro_schema.ts";

/**
 * Loads the decoder of values of the Avro schema in a file.
 *
 * @throws {UsageError} If the file cannot be read.
 * @throws {FailedError} If the schema is invalid.
 */
export async function loadAvroDecoder(file: string): Promise<Decoder> {
  const read = avroValueReader(await readAvroSchema(file));
  return { decode: (bytes) => read(bytes) };
}

/**
 * Reads the Avro schema in a file.
 *
 * @throws As {@link loadAvroDecoder}.
 */
export async function readAvroSchema(file: string): Promise<AvroType> {
  let text: string;
  try {
    text = await Deno.readTextFile(file);
  } catch (cause) {
    if (!(cause instanceof Error) || cause instanceof Deno.errors.NotCapable) throw cause;
    const found = cause instanceof Deno.errors.NotFound ? "no such file" : cause.message;
    throw new UsageError(`Cannot read "${file}": ${found}`, { cause });
  }
  try {
    return parseAvroSchema(text);
  } catch (cause) {
    if (!(cause instanceof AvroSchemaError)) throw cause;
    throw new FailedError(`Cannot use the Avro schema "${file}": ${cause.message}`, { cause });
  }
}
