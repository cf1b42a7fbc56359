import type { ExtensionCodec } from "@msgpack/msgpack";
import { DecodeFailure, type Decoder } from "./decoder.ts";

/** The type of an extension that is a time. */
const timestampType = -1;

/**
 * Loads the decoder of MessagePack. Times are texts in the form of RFC 3339, and other extensions
 * are objects with their type and their bytes.
 */
export async function loadMsgpackDecoder(): Promise<Decoder> {
  const msgpack = await import("@msgpack/msgpack" as string) as typeof import("@msgpack/msgpack");
  const { decode, decodeTimestampToTimeSpec, ExtensionCodec: Codec } = msgpack;
  const extensionCodec: ExtensionCodec = new Codec();
  extensionCodec.decode = (data: Uint8Array, type: number): unknown => {
    if (type !== timestampType) return { extension: type, data };
    const { sec, nsec } = decodeTimestampToTimeSpec(data);
    const date = new Date(sec * 1000);
    if (Number.isNaN(date.getTime())) return { seconds: sec, nanos: nsec };
    const fraction = nsec === 0 ? "" : `.${String(nsec).padStart(9, "0").replace(/000000$/, "")}`;
    return `${date.toISOString().slice(0, -".000Z".length)}${fraction}Z`;
  };
  return {
    decode(bytes): unknown {
      try {
        return withNumbers(
          decode(bytes, { extensionCodec, useBigInt64: true, mapKeyConverter: String }),
        );
      } catch (error) {
        // The library throws errors of several classes for malformed bytes.
        const found = error instanceof Error ? error.message : String(error);
        throw new DecodeFailure(`not MessagePack: ${found}`);
      }
    },
  };
}

/** Replaces bigints by numbers where those are exact. */
function withNumbers(value: unknown): unknown {
  if (typeof value === "bigint") {
    return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  }
  if (typeof value !== "object" || value === null || value instanceof Uint8Array) return value;
  const parts = value as Record<string, unknown>;
  for (const name in parts) parts[name] = withNumbers(parts[name]);
  return parts;
}
