import type { Decoder } from "./decoder.ts";
import type { DecoderName } from "./decoder_name.ts";

/** What only the caller can load. */
export interface DecoderSources {
  /** The decoder of values with a schema id; null if no schema registry is set. */
  readonly registry: () => Promise<Decoder | null>;
  /**
   * The same, where one is required.
   *
   * @throws {UsageError} If no schema registry is set.
   */
  readonly requiredRegistry: () => Promise<Decoder>;
  /** The decoder of chat messages. */
  readonly chat: () => Promise<Decoder>;
}

/**
 * Loads a decoder, and only the modules that it needs; null for text, which is not decoded.
 *
 * @throws {UsageError} If a file cannot be read, or no schema registry is set.
 * @throws {FailedError} If a schema is invalid.
 */
export async function loadDecoder(
  name: DecoderName,
  sources: DecoderSources,
): Promise<Decoder | null> {
  switch (name.kind) {
    case "text":
      return null;
    case "auto":
      return await loadAuto(sources);
    case "json":
      return (await (import("./json_decoder.ts" as string) as Promise<
        typeof import("./json_decoder.ts")
      >)).jsonDecoder;
    case "chat":
      return await sources.chat();
    case "msgpack":
      return await (await loadMsgpack()).loadMsgpackDecoder();
    case "registry":
      return await sources.requiredRegistry();
    case "avro": {
      const { loadAvroDecoder } = await (import("./avro/avro_decoder.ts" as string) as Promise<
        typeof import("./avro/avro_decoder.ts")
      >);
      return await loadAvroDecoder(name.file);
    }
    case "protobuf": {
      const { loadProtobufDecoder } =
        await (import("./protobuf/protobuf_decoder.ts" as string) as Promise<
          typeof import("./protobuf/protobuf_decoder.ts")
        >);
      return await loadProtobufDecoder(name.files, name.type);
    }
  }
}

async function loadAuto({ registry }: DecoderSources): Promise<Decoder> {
  const [{ autoDecoder }, { loadMsgpackDecoder }] = await Promise.all([
    import("./auto_decoder.ts" as string) as Promise<typeof import("./auto_decoder.ts")>,
    loadMsgpack(),
  ]);
  return autoDecoder({ msgpack: await loadMsgpackDecoder(), registry: await registry() });
}

function loadMsgpack(): Promise<typeof import("./msgpack_decoder.ts")> {
  return import("./msgpack_decoder.ts" as string) as Promise<
    typeof import("./msgpack_decoder.ts")
  >;
}
