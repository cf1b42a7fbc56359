/** Numbers with fewer digits are exact; a string with as many, after its quote, is none. */
const longNumber = /(?:^|[:,[])\s*-?\d{16}/;
const scalar = /^\s*(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)\s*$/;
/** The last characters of texts that begin with the keys. */
const closing: Readonly<Record<string, string>> = { "{": "}", "[": "]", '"': '"' };

/**
 * Parses `text` as JSON; returns the text itself if it is not JSON.
 *
 * Numbers are numbers of JavaScript. Integers that those cannot represent exactly are bigints.
 */
export function jsonOrText(text: string): unknown {
  if (!mayBeJson(text)) return text;
  try {
    return parseExactJson(text);
  } catch (error) {
    if (error instanceof SyntaxError) return text;
    throw error;
  }
}

/**
 * Parses `text` as JSON, with numbers as {@link jsonOrText} returns them.
 *
 * @throws {SyntaxError} If it is not JSON.
 */
export function parseExactJson(text: string): unknown {
  return longNumber.test(text) ? JSON.parse(text, exactInteger as Reviver) : JSON.parse(text);
}

/** A failing parser costs as much as a hundred of these tests. */
function mayBeJson(text: string): boolean {
  const trimmed = text.trim();
  const end = closing[trimmed.charAt(0)];
  return end === undefined ? scalar.test(trimmed) : trimmed.endsWith(end);
}

type Reviver = (key: string, value: unknown) => unknown;

/** The third argument is a stage 4 proposal that TypeScript's library does not declare yet. */
function exactInteger(
  _key: string,
  value: unknown,
  { source }: { readonly source?: string },
): unknown {
  const isInexact = typeof value === "number" && !Number.isSafeInteger(value);
  return isInexact && source !== undefined && /^-?\d+$/.test(source) ? BigInt(source) : value;
}
