import { textOf } from "../../wire/bytes.ts";

/**
 * A column whose text comes from clients, for the list of a select; {@link clientText} reads it.
 *
 * Read as text, it would end at the first NUL, which any string in Kafka's protocol may hold.
 */
export function clientTextColumn(column: string): string {
  return `cast(${column} as blob) as ${column}`;
}

/** The text of a column that was selected by {@link clientTextColumn}. */
export function clientText(value: unknown): string {
  return textOf(value as Uint8Array);
}
