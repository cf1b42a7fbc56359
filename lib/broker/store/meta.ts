import { CorruptDataError } from "./row.ts";
import type { Store } from "./store.ts";

/** The keys of whole numbers. */
export type MetaNumberKey = "next_producer_id" | "last_expired_generation";

/** The keys of values that belong to the broker itself. */
export type MetaKey = "cluster_id" | MetaNumberKey;

/** Returns a value that belongs to the broker itself; null if it was never set. */
export function readMeta(store: Store, key: MetaKey): string | null {
  return store.first("select value from meta where key = ?", key)?.text("value") ?? null;
}

/**
 * Returns a whole number that belongs to the broker itself; 0 if it was never set.
 *
 * @throws {CorruptDataError} If the stored value is not a whole number.
 */
export function readMetaNumber(store: Store, key: MetaNumberKey): bigint {
  const value = readMeta(store, key) ?? "0";
  if (/^\d+$/.test(value)) return BigInt(value);
  throw new CorruptDataError(`${key} holds "${value}", expected a whole number`);
}

/** Sets a value that belongs to the broker itself; call inside a transaction. */
export function writeMeta(store: Store, key: MetaKey, value: string): void {
  store.run("insert or replace into meta (key, value) values (?, ?)", key, value);
}
