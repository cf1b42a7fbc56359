import type { Store } from "./store.ts";

/** Names of the values of the broker itself. */
export type MetaKey = "cluster_id" | "next_producer_id" | "last_expired_generation";

/** One value of the broker itself, or null when it was never set. */
export function readMeta(store: Store, key: MetaKey): string | null {
  const row = store.statement("select value from meta where key = ?").get(key);
  return row === undefined ? null : row["value"] as string;
}

/** Sets one value of the broker itself; call inside a transaction. */
export function writeMeta(store: Store, key: MetaKey, value: string): void {
  store.run("insert or replace into meta (key, value) values (?, ?)", key, value);
}
