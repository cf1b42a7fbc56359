import type { ApiRegistry } from "../lib/broker/apis/registry.ts";

const begin = "<!-- begin generated: APIs -->";
const end = "<!-- end generated: APIs -->";

/** Returns a Markdown table of the APIs of the embedded broker, aligned like the formatter does. */
export function apiTable({ byKey }: ApiRegistry): string {
  const rows = [...byKey.values()].toSorted((left, right) => left.key - right.key)
    .map(({ key, name, minVersion, maxVersion }) => [
      String(key),
      name,
      minVersion === maxVersion ? String(minVersion) : `${minVersion} to ${maxVersion}`,
    ]);
  const table = [["key", "API", "versions"], ...rows];
  const widths = [0, 1, 2].map((column) => Math.max(...table.map((row) => row[column]!.length)));
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  const [head, ...body] = table.map((row) =>
    line(row.map((cell, column) => cell.padEnd(widths[column]!)))
  );
  return [head, line(widths.map((width) => "-".repeat(width))), ...body].join("\n");
}

/**
 * Replaces the generated table in a page.
 *
 * @throws {Error} If the page has no comments around the table.
 */
export function withApiTable(page: string, table: string): string {
  const start = page.indexOf(begin);
  const stop = page.indexOf(end);
  if (start < 0 || stop < start) throw new Error(`The page needs "${begin}" before "${end}"`);
  return `${page.slice(0, start)}${begin}\n\n${table}\n\n${page.slice(stop)}`;
}
