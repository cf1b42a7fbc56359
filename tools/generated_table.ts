/** A Markdown table, aligned as the formatter does; the first row is the head. */
export function markdownTable(rows: readonly (readonly string[])[]): string {
  const columns = rows[0]!.map((_, column) => column);
  const cells = rows.map((row) => row.map((cell) => cell.replaceAll("|", "\\|")));
  const widths = columns.map((column) => Math.max(...cells.map((row) => row[column]!.length)));
  const line = (row: readonly string[]): string => `| ${row.join(" | ")} |`;
  const [head, ...body] = cells.map((row) =>
    line(row.map((cell, column) => cell.padEnd(widths[column]!)))
  );
  return [head, line(widths.map((width) => "-".repeat(width))), ...body].join("\n");
}

/**
 * Replaces a generated part of a page, which stands between two comments with its name.
 *
 * @throws If the page lacks the comments.
 */
export function withGenerated(page: string, name: string, text: string): string {
  const begin = `<!-- begin generated: ${name} -->`;
  const end = `<!-- end generated: ${name} -->`;
  const start = page.indexOf(begin);
  const stop = page.indexOf(end);
  if (start < 0 || stop < start) throw new Error(`The page needs "${begin}" before "${end}"`);
  return `${page.slice(0, start)}${begin}\n\n${text}\n\n${page.slice(stop)}`;
}
