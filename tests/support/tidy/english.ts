import { fileURLToPath } from "node:url";
import pending from "./pending_words.json" with { type: "json" };
import { type SourceFile, sourceFiles } from "./source.ts";

interface UnclearWords {
  /** Default: the source of `words`. */
  readonly name?: string;
  readonly words: RegExp;
  readonly instead: string;
}

/** Words that still occur in a folder, by its path; the lists must not grow. */
export type PendingWords = Readonly<Record<string, readonly string[]>>;

/** What is pending now. An entry leaves the list when its folder is rewritten. */
export const pendingWords: PendingWords = pending;

/** The rule and its test, which name the words. */
const exempt = /^tests\/support\/tidy\/english(_test)?\.ts$/;

/** Words that readers had to read twice, and what to write instead. */
const unclear: readonly UnclearWords[] = [
  { words: /who(m)?ever/, instead: "the caller, the client, anyone who" },
  { words: /nobody|somebody|everybody/, instead: "no client, another process" },
  { words: /one's own|of one's|oneself/, instead: "your, the user's" },
  { words: /lest/, instead: "so that … not" },
  {
    name: "nor without neither",
    words: /(?<!\bneither\b[^.]{1,60})nor/,
    instead: "or, and … not",
  },
  { words: /be it/, instead: "even if" },
  { words: /anew/, instead: "again, from scratch" },
  { words: /told/, instead: "the exact verb: reported, called, notified" },
  { words: /what (became|came) of/, instead: "the result of" },
  { words: /as \S+ has it/, instead: "like X, as in X" },
  { words: /(go|goes|going|gone|went) on/, instead: "continues, resumes" },
  { words: /hand(s|ed|ing)? over/, instead: "passes" },
  { words: /for good/, instead: "permanently" },
  { words: /(take|takes|taking|took) in/, instead: "handles, records" },
  {
    name: "takes A for B",
    words: /takes? [^.;,("\n]{1,40} for (?!example)/,
    instead: "treats A as B, ignores A",
  },
  { words: /(give|gives|gave|given) back/, instead: "returns, releases" },
  { words: /lets? go of/, instead: "releases, removes" },
  { words: /(hang|hangs|hung|hanging) up/, instead: "closes the connection" },
  { words: /(break|breaks|broke) off/, instead: "stops, aborts" },
  { words: /meanwhile/, instead: "in the meantime, since then" },
  { words: /any more/, instead: "no longer, from then on" },
  { words: /all the same/, instead: "anyway" },
  { words: /cannot be (meant|had)/, instead: "is invalid, is unavailable" },
  { words: /accepted (is|are)/, instead: "expected" },
  { words: /where (there|none|nothing|no)/, instead: "if there" },
  { words: /beside/, instead: "next to, in addition to, with" },
  { words: /signs? of life/, instead: "heartbeat" },
  { words: /(on (its|their)|under) way/, instead: "in flight, pending" },
  { words: /in front of/, instead: "before" },
  { words: /a spell/, instead: "a period" },
  { words: /share anew/, instead: "rebalance" },
  { words: /flaws?/, instead: "an error, a problem" },
  { words: /what is left/, instead: "the rest" },
  { words: /when left out/, instead: "Default: X" },
];

/** A white space, a line break in a comment, or the seam of a string on two lines. */
const gap = String.raw`(?:\s+(?:(?:\*|//)\s+)?|\s*["\x60] \+\s*["\x60]\s*)`;

const rules = unclear.map(({ words, name = words.source, instead }) => ({
  name,
  instead,
  pattern: new RegExp(String.raw`\b(?:${words.source.replaceAll(" ", gap)})\b`, "gi"),
}));

const testName = /\b(?:Deno\.test|brokerCase|differential|onBoth)\(\s*(["`])(.*?)\1/g;

/** Verbs that do not state what a function does, and those to use instead. `take()` is a symbol. */
const vagueVerbs = {
  name: "vague verbs in test names",
  pattern: /\b(says?|tells?|gives?|takes?)\b(?!\()/,
  instead: "returns, prints, reports, accepts, rejects, ignores",
};

/**
 * Unclear words in comments, docblocks, strings, test names and pages, and vague verbs in test
 * names, each with what to write instead. Ignores those that `pending` lists for the folder.
 */
export function englishProblems({ path, text }: SourceFile, pending: PendingWords): string[] {
  if (exempt.test(path)) return [];
  const ignored = Object.entries(pending).filter(([folder]) => path.startsWith(folder))
    .flatMap(([, names]) => names);
  const words = rules.filter(({ name }) => !ignored.includes(name)).flatMap(
    ({ pattern, instead }) =>
      [...text.matchAll(pattern)].map((match) => ({ match, found: match[0], instead })),
  );
  const verbs = ignored.includes(vagueVerbs.name) ? [] : vagueTestNames(text);
  return [...words, ...verbs].map(({ match, found, instead }) => {
    const line = text.slice(0, match.index).split("\n").length;
    return `${path}:${line}: ${found.replaceAll(/\s+/g, " ")}; instead: ${instead}`;
  });
}

function vagueTestNames(
  text: string,
): { match: RegExpExecArray; found: string; instead: string }[] {
  return [...text.matchAll(testName)].flatMap((match) => {
    const [found] = vagueVerbs.pattern.exec(match[2]!) ?? [];
    return found === undefined ? [] : [{ match, found, instead: vagueVerbs.instead }];
  });
}

/** Returns, for each folder of `pending`, its words that still occur there. */
export function stillPending(files: readonly SourceFile[], pending: PendingWords): PendingWords {
  const all = [...rules, vagueVerbs].map(({ name }) => name);
  const entries = Object.entries(pending).map(([folder, names]) => {
    const within = files.filter(({ path }) => path.startsWith(folder));
    const occurs = (name: string): boolean => {
      const others = all.filter((other) => other !== name);
      return within.some((file) => englishProblems(file, { [folder]: others }).length > 0);
    };
    return [folder, names.filter(occurs)] as const;
  });
  return Object.fromEntries(entries.filter(([, names]) => names.length > 0));
}

// Removes from the list what no longer occurs: deno run -RW tests/support/tidy/english.ts
if (import.meta.main) {
  const root = fileURLToPath(new URL("../../../", import.meta.url));
  const left = stillPending(sourceFiles(root, [".ts", ".md"]), pendingWords);
  const list = new URL("pending_words.json", import.meta.url);
  Deno.writeTextFileSync(list, `${JSON.stringify(left, null, 2)}\n`);
}
