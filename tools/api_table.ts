import type { ApiRegistry } from "../lib/broker/apis/registry.ts";
import { markdownTable, withGenerated } from "./generated_table.ts";

/** Returns a Markdown table of the APIs of the embedded broker, aligned like the formatter does. */
export function apiTable({ byKey }: ApiRegistry): string {
  const rows = [...byKey.values()].toSorted((left, right) => left.key - right.key)
    .map(({ key, name, minVersion, maxVersion }) => [
      String(key),
      name,
      minVersion === maxVersion ? String(minVersion) : `${minVersion} to ${maxVersion}`,
    ]);
  return markdownTable([["key", "API", "versions"], ...rows]);
}

/**
 * Replaces the table of the APIs in a page.
 *
 * @throws {Error} If the page has no comments around the table.
 */
export function withApiTable(page: string, table: string): string {
  return withGenerated(page, "APIs", table);
}
