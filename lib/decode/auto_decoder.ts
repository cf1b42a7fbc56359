import { parseExactJson } from "../filter/json_value.ts";
import { DecodeFailure, type Decoder } from "./decoder.ts";
import { decodeText } from "./json_decoder.ts";

/** The decoders that {@link autoDecoder} chooses from. */
export interface AutoDecoders {
  readonly msgpack: Decoder;
  /** For values with a schema id; null without a schema registry. */
  readonly registry: Decoder | null;
}

/** The first byte of values with a schema id. */
const framed = 0;
/** The first bytes of maps and arrays in MessagePack that are not UTF-8 on their own. */
const isContainer = (byte: number): boolean => byte >= 0x80 && byte < 0xa0 || byte >= 0xdc;

/**
 * Decodes each value by what it looks like: by its schema id if there is a registry, otherwise as
 * JSON if it is an object or an array, as text if it is UTF-8, and as MessagePack if it is a map or
 * an array. What is none of these stays as it is.
 */
export function autoDecoder({ msgpack, registry }: AutoDecoders): Decoder {
  return {
    ...(registry === null ? {} : {
      needsLoad: (bytes, start, length) =>
        length > 0 && bytes[start] === framed && registry.needsLoad!(bytes, start, length),
      load: (bytes, signal) => registry.load!(bytes, signal),
    }),
    decode(bytes, record): unknown {
      if (registry !== null && bytes[0] === framed) return registry.decode(bytes, record);
      const text = decodeText(bytes);
      if (text !== null) return jsonObjectOrText(text);
      if (bytes.byteLength === 0 || !isContainer(bytes[0]!)) return bytes;
      try {
        return msgpack.decode(bytes, record);
      } catch (error) {
        // It only looked like MessagePack.
        if (error instanceof DecodeFailure) return bytes;
        throw error;
      }
    },
  };
}

function jsonObjectOrText(text: string): unknown {
  const trimmed = text.trim();
  const isObject = trimmed.startsWith("{") && trimmed.endsWith("}") ||
    trimmed.startsWith("[") && trimmed.endsWith("]");
  if (!isObject) return text;
  try {
    return parseExactJson(trimmed);
  } catch (error) {
    if (error instanceof SyntaxError) return text;
    throw error;
  }
}
