import { parseExactJson } from "../filter/json_value.ts";
import { DecodeFailure, type Decoder } from "./decoder.ts";

const utf8Decoder = new TextDecoder("utf-8", { fatal: true });

/** Decodes JSON; integers stay exact. */
export const jsonDecoder: Decoder = {
  decode(bytes): unknown {
    const text = decodeText(bytes);
    if (text === null) throw new DecodeFailure("not UTF-8");
    try {
      return parseExactJson(text);
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      throw new DecodeFailure(`not JSON: ${error.message}`);
    }
  },
};

/** Returns bytes as text; null if they are not UTF-8. */
export function decodeText(bytes: Uint8Array): string | null {
  try {
    return utf8Decoder.decode(bytes);
  } catch (error) {
    // The decoder throws a TypeError if the bytes are not UTF-8.
    if (!(error instanceof TypeError)) throw error;
    return null;
  }
}
