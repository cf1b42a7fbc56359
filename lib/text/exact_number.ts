/** `JSON.rawJSON`, which the type library of the compiler does not declare yet. */
const { rawJSON } = JSON as typeof JSON & { rawJSON(text: string): unknown };

/** Wraps an integer so that `JSON.stringify()` writes it as a number with all of its digits. */
export function exactNumber(integer: bigint): unknown {
  return rawJSON(`${integer}`);
}
