/**
 * Encodes one key or value.
 *
 * @param value As a decoder returns it, for example what JSON is parsed to.
 * @param json The same as JSON, in UTF-8.
 * @throws {EncodeFailure} If it does not fit the schema.
 */
export type Encode = (value: unknown, json: Uint8Array) => Uint8Array;

/** A value does not fit a schema; the message names the field and what was found, as a clause. */
export class EncodeFailure extends Error {
  override readonly name = "EncodeFailure";
}

const maxShownLength = 40;

/** The place in a value that is being encoded. */
export class ValuePath {
  readonly #parts: (string | number)[];

  /** @param root What the whole is called, for example `value`. */
  constructor(root: string) {
    this.#parts = [root];
  }

  /** Enters a part; every call of it has one of {@link leave}, unless the encoding fails. */
  enter(part: string | number): void {
    this.#parts.push(part);
  }

  leave(): void {
    this.#parts.pop();
  }

  /** The depth, for {@link restore}. */
  get depth(): number {
    return this.#parts.length;
  }

  /** Leaves parts until the depth is `depth`, after a failure. */
  restore(depth: number): void {
    this.#parts.length = depth;
  }

  /** Fails at this place. */
  fail(expected: string, found: unknown): never {
    throw new EncodeFailure(`${this.#text()}: expected ${expected}, found ${shown(found)}`);
  }

  /** Fails at this place with another reason than the type of the value. */
  reject(reason: string): never {
    throw new EncodeFailure(`${this.#text()}: ${reason}`);
  }

  #text(): string {
    const parts = this.#parts.map((part, index) =>
      typeof part === "number" ? `[${part}]` : index === 0 ? part : `.${part}`
    );
    return parts.join("");
  }
}

/** Whether a value is a JSON object, and not bytes. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The bytes of `{"base64":"..."}`; null if the value is something else. */
export function base64Bytes(value: unknown): Uint8Array | null {
  if (!isObject(value) || Object.keys(value).join() !== "base64") return null;
  const { base64 } = value;
  if (typeof base64 !== "string") return null;
  try {
    return Uint8Array.fromBase64(base64);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** The number that a value stands for; null if it is none. */
export function numberOf(value: unknown): number | null {
  if (typeof value === "number") return value;
  if (typeof value === "bigint") return Number(value);
  if (value === "NaN" || value === "Infinity" || value === "-Infinity") return Number(value);
  return null;
}

/** The integer that a value stands for, if it has at most `bits` bits; null otherwise. */
export function integerWithin(
  value: unknown,
  bits: 32 | 64,
  { isUnsigned = false }: { readonly isUnsigned?: boolean } = {},
): bigint | null {
  const isInteger = typeof value === "bigint" || Number.isInteger(value);
  if (!isInteger) return null;
  const integer = BigInt(value as number | bigint);
  const fitted = isUnsigned ? BigInt.asUintN(bits, integer) : BigInt.asIntN(bits, integer);
  return fitted === integer ? integer : null;
}

function shown(value: unknown): string {
  if (Array.isArray(value)) return "a list";
  if (typeof value === "string") return JSON.stringify(cut(value));
  if (typeof value === "object" && value !== null) return "an object";
  return cut(String(value));
}

function cut(text: string): string {
  return text.length > maxShownLength ? `${text.slice(0, maxShownLength)}…` : text;
}
