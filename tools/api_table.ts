import type { ApiRegistry } from "../lib/broker/apis/registry.ts";
import { markdownTable, withGenerated } from "./generated_table.ts";

/** A Markdown table of the APIs that the embedded broker serves. */
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
 * @throws If the page lacks the comments around the table.
 */
export function withApiTable(page: string, table: string): string {
  return withGenerated(page, "APIs", table);
}
