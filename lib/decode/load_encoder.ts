import type { DecoderName } from "./decoder_name.ts";
import type { Encode } from "./encoder.ts";

/**
 * Loads the encoder of a schema in files; its values have no schema id.
 *
 * @param part What is encoded, for errors.
 * @throws {UsageError} If a file cannot be read.
 * @throws {FailedError} If a schema is invalid, or there is no such message type.
 */
export async function loadFileEncoder(
  name: DecoderName & { readonly kind: "avro" | "protobuf" },
  part: "key" | "value",
): Promise<Encode> {
  if (name.kind === "avro") {
    const [{ readAvroSchema }, { avroValueWriter }] = await Promise.all([
      import("./avro/avro_decoder.ts" as string) as Promise<
        typeof import("./avro/avro_decoder.ts")
      >,
      import("./avro/avro_encode.ts" as string) as Promise<typeof import("./avro/avro_encode.ts")>,
    ]);
    return avroValueWriter(await readAvroSchema(name.file), part);
  }
  const [{ findMessageType }, { messageWriter }] = await Promise.all([
    import("./protobuf/protobuf_decoder.ts" as string) as Promise<
      typeof import("./protobuf/protobuf_decoder.ts")
    >,
    import("./protobuf/message_writer.ts" as string) as Promise<
      typeof import("./protobuf/message_writer.ts")
    >,
  ]);
  const { type } = await findMessageType(name.files, name.type);
  return messageWriter(type, part);
}
