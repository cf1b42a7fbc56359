import type { LayoutScanner } from "../format/layout_scanner.ts";
import { InputError } from "./input_record.ts";
import { malformed } from "./input_numbers.ts";
import { regexText, type TextReader } from "./input_texts.ts";
import { jsonText } from "./json_extent.ts";

/** How the bytes of a text verb are read and decoded. */
export interface TextModifier {
  readonly decode: (bytes: Uint8Array) => Uint8Array;
  /** Finds the end of the text; null if a size or the next literal determines it. */
  readonly read: TextReader | null;
}

/**
 * Reads the modifier of a text verb, if there is one.
 *
 * @throws {ExpressionError} If a text has no such modifier.
 */
export async function readTextModifier(scanner: LayoutScanner): Promise<TextModifier> {
  const asIs = (bytes: Uint8Array): Uint8Array => bytes;
  if (!scanner.accept("{")) return { decode: asIs, read: null };
  if (scanner.accept("re")) {
    const { inside, index } = scanner.delimited();
    try {
      return { decode: asIs, read: await regexText(inside) };
    } catch (error) {
      if (!(error instanceof Error && error.name === "RE2JSSyntaxException")) throw error;
      return scanner.fail(error.message.replace("error parsing regexp: ", ""), index);
    }
  }
  const start = scanner.position;
  const name = scanner.untilBrace();
  switch (name) {
    case "":
      return { decode: asIs, read: null };
    case "hex":
      return { decode: decoder("hexadecimal", (text) => Uint8Array.fromHex(text)), read: null };
    case "base64":
      return { decode: decoder("base64", (text) => Uint8Array.fromBase64(text)), read: null };
    case "json":
      return { decode: asIs, read: jsonText };
    default:
      return scanner.fail(
        `unknown text format ${JSON.stringify(name)}, expected hex, base64, json or re[...]`,
        start,
      );
  }
}

function decoder(
  name: string,
  decode: (text: string) => Uint8Array,
): (bytes: Uint8Array) => Uint8Array {
  return (bytes) => {
    try {
      return decode(new TextDecoder().decode(bytes));
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      throw malformed(`${name} text`, bytes, 0, bytes.byteLength);
    }
  };
}

/**
 * Decodes UTF-8.
 *
 * @throws {InputError} If the bytes are not UTF-8; `what` names them.
 */
export function utf8Text(bytes: Uint8Array, what: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new InputError(`${what} is not UTF-8`, { isRecoverable: true });
  }
}
