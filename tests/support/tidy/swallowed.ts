import type { SourceFile } from "./source.ts";

const catchesAll = /\bcatch \{/;
const ignores = /\.catch\(\(\) => (\{\}|undefined|null)\)/;
const comment = /^\s*(\/\/|\/\*\*|\*)/;

/** Errors that are dropped without a reason in the handler, or on the line above it. */
export function swallowedProblems({ path, text }: SourceFile): string[] {
  const lines = text.split("\n");
  return lines.flatMap((line, index) => {
    const isBlock = catchesAll.test(line);
    if (!isBlock && !ignores.test(line)) return [];
    const hasReason = isBlock ? commentsInBlock(lines, index) : commentsAbove(lines, index);
    return hasReason ? [] : [`${path}:${index + 1}: say why this error may be dropped`];
  });
}

function commentsInBlock(lines: readonly string[], start: number): boolean {
  if (comment.test(lines[start - 1] ?? "")) return true;
  const indent = indentOf(lines[start]!);
  const end = lines.findIndex((line, index) => index > start && indentOf(line) <= indent);
  return lines.slice(start, end).some((line) => line.includes("// "));
}

/** A comment above the statement that the line belongs to, or above a method that is only it. */
function commentsAbove(lines: readonly string[], index: number): boolean {
  let start = index;
  while (/^\s*\./.test(lines[start]!)) start--;
  const header = lines[start - 1] ?? "";
  if (comment.test(header)) return true;
  return header.endsWith("{") && comment.test(lines[start - 2] ?? "");
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}
