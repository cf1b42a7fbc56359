import type { SQLOutputValue } from "node:sqlite";
import { textOf } from "../../wire/bytes.ts";

/** A stored value is not what the broker writes there: the data file is damaged. */
export class CorruptDataError extends Error {
  override readonly name = "CorruptDataError";
}

/**
 * One row of a query, read column by column.
 *
 * SQLite does not enforce the types of columns, so each value is checked.
 *
 * @throws {CorruptDataError} From every method, if the value has another type.
 */
export class SqlRow {
  readonly #values: Record<string, SQLOutputValue>;

  constructor(values: Record<string, SQLOutputValue>) {
    this.#values = values;
  }

  /** Whether a column is NULL. */
  isNull(column: string): boolean {
    return this.#value(column) === null;
  }

  /** Returns a 64-bit integer. */
  bigint(column: string): bigint {
    const value = this.#value(column);
    if (typeof value === "bigint") return value;
    throw unexpected(column, value, "an integer");
  }

  /** Returns an integer that a number holds exactly. */
  number(column: string): number {
    const value = Number(this.bigint(column));
    if (Number.isSafeInteger(value)) return value;
    throw new CorruptDataError(`column ${column} holds ${value}, which is out of range`);
  }

  /** Returns text that the broker itself wrote; {@link clientText} is for text from clients. */
  text(column: string): string {
    const value = this.#value(column);
    if (typeof value === "string") return value;
    throw unexpected(column, value, "text");
  }

  /** Returns bytes, without a copy. */
  bytes(column: string): Uint8Array {
    const value = this.#value(column);
    if (value instanceof Uint8Array) return value;
    throw unexpected(column, value, "bytes");
  }

  /** Returns the text of a column that {@link clientTextColumn} selects. */
  clientText(column: string): string {
    return textOf(this.bytes(column));
  }

  #value(column: string): SQLOutputValue {
    return this.#values[column] ?? null;
  }
}

/**
 * Returns the SQL of a column whose text comes from clients, for the list of a select. Read it with
 * {@link SqlRow.clientText}.
 *
 * Read as text, it would end at the first NUL, which any string in Kafka's protocol may contain.
 */
export function clientTextColumn(column: string): string {
  return `cast(${column} as blob) as ${column}`;
}

function unexpected(column: string, value: SQLOutputValue, expected: string): CorruptDataError {
  return new CorruptDataError(`column ${column} holds ${kindOf(value)}, expected ${expected}`);
}

function kindOf(value: SQLOutputValue): string {
  if (value === null) return "NULL";
  if (typeof value === "bigint") return "an integer";
  if (typeof value === "number") return "a fraction";
  return typeof value === "string" ? "text" : "bytes";
}
