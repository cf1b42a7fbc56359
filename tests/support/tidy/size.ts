import type { SourceFile } from "./source.ts";

export const maxFileLines = 300;
export const maxFunctionLines = 70;
export const maxColumns = 100;

const blockOpens = /[{]$/;
const declares = /^\s*(export |default |declare )*(async )?function\b|=> \{$/;
const method =
  /^\s*((static|async|override|get|set|private|protected|public) )*\*?[\w$#[\].]+(<.*>)?\(.*\{$/;
const controls = /^\s*(\} )?(if|for|while|switch|catch|else|do|try|return|await)\b/;

/** Files, functions and lines that are longer than the house allows. */
export function sizeProblems(file: SourceFile): string[] {
  const lines = file.text.replace(/\n$/, "").split("\n");
  const problems: string[] = [];
  if (lines.length > maxFileLines) problems.push(`${file.path}: ${lines.length} lines`);
  lines.forEach((line, index) => {
    const columns = [...line].length;
    if (columns > maxColumns) problems.push(`${file.path}:${index + 1}: ${columns} columns`);
    const length = functionLength(lines, index);
    if (length > maxFunctionLines) {
      problems.push(`${file.path}:${index + 1}: a function of ${length} lines`);
    }
  });
  return problems;
}

/** Lines of the function whose header ends at `index`, from the formatter's indentation; else 0. */
function functionLength(lines: readonly string[], index: number): number {
  const line = lines[index]!;
  if (!blockOpens.test(line)) return 0;
  const continued = /^\s*\)/.test(line);
  const starts = continued || declares.test(line) || (method.test(line) && !controls.test(line));
  if (!starts) return 0;
  const indent = indentOf(line);
  let first = index;
  while (continued && first > 0 && (first === index || indentOf(lines[first]!) !== indent)) first--;
  let last = index + 1;
  while (last < lines.length && !closes(lines[last]!, indent)) last++;
  return last - first + 1;
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}

function closes(line: string, indent: number): boolean {
  return line[indent] === "}" && indentOf(line) === indent;
}
