/** Numbers with fewer digits are exact as numbers of JavaScript. */
const longNumber = /\d{16}/;
/** JSON begins with one of these, or it is not JSON. */
const jsonStart = /^[\s]*["{[\-\dtfn]/;

/**
 * Parses `text` as JSON; returns the text itself if it is not JSON.
 *
 * Numbers are numbers of JavaScript. Integers that those cannot represent exactly are bigints.
 */
export function jsonOrText(text: string): unknown {
  if (!jsonStart.test(text)) return text;
  try {
    return longNumber.test(text) ? JSON.parse(text, exactInteger as Reviver) : JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return text;
    throw error;
  }
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
