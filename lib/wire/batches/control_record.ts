import type { RecordView } from "./record_view.ts";

/** How a transaction ended. */
export type ControlType = "abort" | "commit";

const typeStart = 2;
const keyBytes = 4;

/**
 * What a record of a control batch says; null for one that is no end of a transaction.
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
