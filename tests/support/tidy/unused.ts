import { resolveImport } from "./graph.ts";
import type { SourceFile } from "./source.ts";

const exported =
  /^export (?:abstract |async )*(function|class|const|let|interface|type)\*? (\w+)/gm;
const named = /(?:^|\n)\s*(?:import|export)\s+(?:type\s+)?\{([^}]*)\}\s*from\s*"([^"]+)"/g;
const whole = /(?:^|\n)\s*(?:import\s*(?:type\s*)?\*\s*as\s+\w+|export\s*\*)\s*from\s*"([^"]+)"/g;
const dynamic = /\bimport\s*\(\s*"([^"]+)"/g;

/** An export that no other file of the program imports. */
export interface UnusedExport {
  readonly path: string;
  readonly name: string;
}

/**
 * Exports of `files` that none of the others imports.
 *
 * A type that another line of its own file mentions counts as used: it describes something else
 * there. A dynamic import uses the names that its file mentions.
 */
export function unusedExports(files: readonly SourceFile[]): UnusedExport[] {
  const used = new Set(files.flatMap(usedNames));
  return files.flatMap(({ path, text }) =>
    [...text.matchAll(exported)].flatMap(([, kind, name]) => {
      const describes = (kind === "interface" || kind === "type") && countWord(text, name!) > 1;
      const isUsed = describes || used.has(`${path}#${name}`) || used.has(`${path}#*`);
      return isUsed ? [] : [{ path, name: name! }];
    })
  );
}

/** What a file uses of others, each as `path#name`, or `path#*` for all of a file. */
function usedNames(file: SourceFile): string[] {
  const { path, text } = file;
  const names = [...text.matchAll(named)].flatMap(([, list, from]) =>
    list!.split(",").map((item) => item.trim().replace(/^type\s+/, "").split(/\s+as\s+/)[0]!)
      .map((name) => `${resolveImport(path, from!)}#${name}`)
  );
  const all = [...text.matchAll(whole)].map(([, from]) => `${resolveImport(path, from!)}#*`);
  const words = text.match(/\b[A-Za-z]\w*\b/g) ?? [];
  const loaded = new Set([...text.matchAll(dynamic)].map(([, from]) => resolveImport(path, from!)));
  return [
    ...names,
    ...all,
    ...[...loaded].flatMap((target) => [...new Set(words)].map((word) => `${target}#${word}`)),
  ];
}

function countWord(text: string, word: string): number {
  return text.match(new RegExp(`\\b${word}\\b`, "g"))?.length ?? 0;
}
