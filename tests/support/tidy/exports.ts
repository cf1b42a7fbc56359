import type { SourceFile } from "./source.ts";

const exported = /^export (?:abstract |async )*(function|class|const|let|interface|type)\*? (\w+)/;

/** Exports without a docblock; overloads need one among them. */
export function docProblems(file: SourceFile): string[] {
  const lines = file.text.split("\n");
  const seen = new Set<string>();
  return lines.flatMap((line, index) => {
    const name = exported.exec(line)?.[2];
    if (name === undefined || seen.has(name)) return [];
    seen.add(name);
    const above = lines.slice(0, index).findLast((text) => !text.includes("deno-lint")) ?? "";
    return above.endsWith("*/") ? [] : [`${file.path}:${index + 1}: ${name} has no docblock`];
  });
}
