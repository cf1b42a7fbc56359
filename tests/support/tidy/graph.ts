import { posix } from "node:path";
import { importsOf } from "./imports.ts";
import type { SourceFile } from "./source.ts";

/** The files that each file imports, by path; types and dynamic imports count too. */
export function importGraph(files: readonly SourceFile[]): Map<string, string[]> {
  const known = new Set(files.map(({ path }) => path));
  return new Map(files.map((file) => [
    file.path,
    [...new Set(importsOf(file).map((name) => resolveImport(file.path, name)))]
      .filter((target) => known.has(target)),
  ]));
}

/** The path, from the root, of what a file imports as `name`; a package stays as it is written. */
export function resolveImport(from: string, name: string): string {
  return name.startsWith(".") ? posix.join(posix.dirname(from), name) : name;
}

/** Returns the test files that import `module`, directly or through other files. */
export function testsThatUse(module: string, files: readonly SourceFile[]): string[] {
  const graph = importGraph(files);
  const users = new Set([module]);
  for (const used of users) {
    for (const [path, targets] of graph) if (targets.includes(used)) users.add(path);
  }
  return [...users].filter((path) => path.endsWith("_test.ts")).toSorted();
}

/** Files that import each other in a circle, one line for each circle. */
export function circleProblems(files: readonly SourceFile[]): string[] {
  const graph = new Map([...importGraph(files)].map(([path, targets]) => [path, new Set(targets)]));
  const problems: string[] = [];
  while (true) {
    dropEnds(graph);
    const circle = firstCircle(graph);
    if (circle === undefined) return problems;
    problems.push(circle.join(" imports "));
    graph.get(circle[0]!)!.delete(circle[1]!);
  }
}

/** Removes files that import none of the rest, until none is left; what stays leads to a circle. */
function dropEnds(graph: Map<string, Set<string>>): void {
  let ends: string[];
  do {
    ends = [...graph].filter(([, targets]) => targets.size === 0).map(([path]) => path);
    for (const end of ends) graph.delete(end);
    for (const targets of graph.values()) for (const end of ends) targets.delete(end);
  } while (ends.length > 0);
}

/** A circle, its first file repeated at its end; undefined if `graph` is empty. */
function firstCircle(graph: ReadonlyMap<string, ReadonlySet<string>>): string[] | undefined {
  const way: string[] = [];
  let next = [...graph.keys()].sort()[0];
  while (next !== undefined && !way.includes(next)) {
    way.push(next);
    [next] = graph.get(next)!;
  }
  return next === undefined ? undefined : [...way.slice(way.indexOf(next)), next];
}
