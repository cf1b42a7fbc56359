import type { RecordView } from "./record_view.ts";

/** The result of a transaction. */
export type ControlType = "abort" | "commit";

const typeStart = 2;
const keyBytes = 4;

/**
 * Returns how a record of a control batch ends its transaction; null if it is of another type.
 *
 * Its key is a version (int16) and a type (int16): 0 for abort, 1 for commit.
 *
 * @see KIP-98, "Control messages"
 */
export function controlTypeOf(record: RecordView): ControlType | null {
  if (record.keyLength < keyBytes) return null;
  const { bytes, keyStart } = record;
  const type = (bytes[keyStart + typeStart]! << 8) | bytes[keyStart + typeStart + 1]!;
  if (type === 0) return "abort";
  return type === 1 ? "commit" : null;
}
