import type { Type } from "protobufjs";
import { FailedError } from "../../errors.ts";
import type { Decoder } from "../decoder.ts";
import { skipFrame } from "../registry/frame.ts";
import { messageReader } from "./message_reader.ts";
import { loadProtoFiles } from "./proto_files.ts";
import { findType } from "./proto_schema.ts";

/**
 * Loads the decoder of one message type in `.proto` files. A schema id before a value is
 * skipped.
 *
 * @param type Null for the only message type that the files define.
 * @throws {UsageError} If a file cannot be read.
 * @throws {FailedError} If a file is invalid, or there is no such type.
 */
export async function loadProtobufDecoder(
  files: readonly string[],
  type: string | null,
): Promise<Decoder> {
  const { type: found, protobuf } = await findMessageType(files, type);
  const read = messageReader(found, protobuf);
  return { decode: (bytes) => read(skipFrame(bytes, { hasIndexes: true })) };
}

/**
 * Loads `.proto` files and finds a message type in them.
 *
 * @throws As {@link loadProtobufDecoder}.
 */
export async function findMessageType(
  files: readonly string[],
  type: string | null,
): Promise<{ readonly type: Type; readonly protobuf: typeof import("protobufjs") }> {
  const schema = await loadProtoFiles(files);
  const name = type ?? onlyType(schema.types.map(({ fullName }) => fullName));
  return { type: findType(schema, name), protobuf: schema.protobuf };
}

function onlyType(names: readonly string[]): string {
  const [name] = names;
  if (name !== undefined && names.length === 1) return name;
  throw new FailedError(`Cannot choose a message type: the .proto files define ${names.length}`, {
    hint: `Add a type to the file, for example FILE:${name?.slice(1) ?? "TYPE"}`,
  });
}
