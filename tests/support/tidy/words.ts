import type { SourceFile } from "./source.ts";

interface Ban {
  readonly pattern: RegExp;
  readonly instead: string;
  /** Paths that it holds for. Default: all. */
  readonly within?: RegExp;
  readonly except?: RegExp;
}

/** Written so that this file does not hold the words that it bans. */
const bans: readonly Ban[] = [
  { pattern: /\b(FIX[M]E|TO[D]O|XX[X])\b/, instead: "do it, or file an issue" },
  {
    pattern: /coverage[-]ignore|\b(c8|v8|istanbul)[ ]ignore\b/,
    instead: "test the line, or remove it",
  },
  { pattern: /@ts-(ignore|nocheck)/, instead: "a type that holds" },
  { pattern: /deno-lint[-]ignore-file/, instead: "an ignore on its line, with its reason" },
  {
    pattern: /deno-lint[-]ignore(?!( [a-z][\w-]*)+ -- \S)/,
    instead: "its rule, two dashes and its reason",
  },
  {
    pattern: /\b(Deno|process)\.exit\(/,
    instead: "a status that main.ts exits with",
    except: /^(main\.ts|bench\/)/,
  },
  {
    pattern: /\bconsole\.\w+\(/,
    instead: "the context's stdout or stderr",
    within: /^(lib|commands)\//,
  },
  {
    pattern: /\bDeno\.(env|args|stdin|stdout|stderr)\b/,
    instead: "the context",
    within: /^(lib|commands)\//,
  },
  { pattern: /\bexport default\b/, instead: "a named export" },
  { pattern: /\b(white|black)list/i, instead: "allow list, deny list" },
  { pattern: /\bsanity[ -]/i, instead: "what is checked" },
  { pattern: /\b(obvious[l]y|simp[l]y|trivial[l]y)\b/i, instead: "nothing" },
  { pattern: /["'`(\s](\/work\/|\/root\/|\/home\/)\w/, instead: "a path from the repository" },
  { pattern: /\bregistry\.npmjs\b|\brepo1?\.maven\b|\bdeb\.debian\b/, instead: "the client's own" },
];

/** Words and calls that this project does not use, with what it uses instead. */
export function wordProblems(file: SourceFile): string[] {
  const rules = bans.filter(({ within, except }) =>
    (within === undefined || within.test(file.path)) && !except?.test(file.path)
  );
  return file.text.split("\n").flatMap((line, index) =>
    rules.filter(({ pattern }) => pattern.test(line)).map(({ pattern, instead }) =>
      `${file.path}:${index + 1}: ${pattern.exec(line)![0].trim()}; instead: ${instead}`
    )
  );
}
