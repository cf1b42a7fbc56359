import type { SourceFile } from "./source.ts";

interface UnclearWords {
  readonly words: RegExp;
  readonly instead: string;
  /** Whether `unfinished` may still contain them. */
  readonly isPending?: boolean;
}

/** The folders where words that are pending still occur; they are to leave this list. */
const unfinished = /^(lib|commands|tests\/(lib|commands|conformance\/(chat|kafka|cluster)))\//;

/** The rule and its test, which name the words. */
const exempt = /^tests\/support\/tidy\/english(_test)?\.ts$/;

/** Words that readers had to read twice, and what to write instead. */
const unclear: readonly UnclearWords[] = [
  { words: /who(m)?ever/, instead: "the caller, the client, anyone who", isPending: true },
  { words: /nobody|somebody|everybody/, instead: "no client, another process", isPending: true },
  { words: /one's own|of one's|oneself/, instead: "your, the user's", isPending: true },
  { words: /lest/, instead: "so that … not", isPending: true },
  { words: /(?<!\bneither\b[^.]{1,60})nor/, instead: "or, and … not", isPending: true },
  { words: /be it/, instead: "even if", isPending: true },
  { words: /anew/, instead: "again, from scratch", isPending: true },
  { words: /told/, instead: "the exact verb: reported, called, notified", isPending: true },
  { words: /what (became|came) of/, instead: "the result of", isPending: true },
  { words: /as \S+ has it/, instead: "like X, as in X", isPending: true },
  { words: /(go|goes|going|gone|went) on/, instead: "continues, resumes", isPending: true },
  { words: /hand(s|ed|ing)? over/, instead: "passes", isPending: true },
  { words: /for good/, instead: "permanently", isPending: true },
  { words: /(take|takes|taking|took) in/, instead: "handles, records", isPending: true },
  { words: /takes? [^.;,("\n]{1,40} for (?!example)/, instead: "treats … as", isPending: true },
  { words: /(give|gives|gave|given) back/, instead: "returns, releases", isPending: true },
  { words: /lets? go of/, instead: "releases, removes", isPending: true },
  { words: /(hang|hangs|hung|hanging) up/, instead: "closes the connection", isPending: true },
  { words: /(break|breaks|broke) off/, instead: "stops, aborts", isPending: true },
  { words: /meanwhile/, instead: "in the meantime, since then", isPending: true },
  { words: /any more/, instead: "no longer, from then on", isPending: true },
  { words: /all the same/, instead: "anyway", isPending: true },
  { words: /cannot be (meant|had)/, instead: "is invalid, is unavailable", isPending: true },
  { words: /accepted (is|are)/, instead: "expected", isPending: true },
  { words: /where (there|none|nothing|no)/, instead: "if there", isPending: true },
  { words: /beside/, instead: "next to, in addition to, with", isPending: true },
  { words: /signs? of life/, instead: "heartbeat", isPending: true },
  { words: /(on (its|their)|under) way/, instead: "in flight, pending", isPending: true },
  { words: /in front of/, instead: "before", isPending: true },
  { words: /a spell/, instead: "a period", isPending: true },
  { words: /share anew/, instead: "rebalance", isPending: true },
  { words: /flaws?/, instead: "an error, a problem", isPending: true },
  { words: /what is left/, instead: "the rest", isPending: true },
  { words: /when left out/, instead: "Default: X", isPending: true },
];

/** A white space, a line break in a comment, or the seam of a string on two lines. */
const gap = String.raw`(?:\s+(?:(?:\*|//)\s+)?|\s*["\x60] \+\s*["\x60]\s*)`;

const rules = unclear.map(({ words, ...rule }) => ({
  ...rule,
  pattern: new RegExp(String.raw`\b(?:${words.source.replaceAll(" ", gap)})\b`, "gi"),
}));

const testName = /\b(?:Deno\.test|brokerCase|differential|onBoth)\(\s*(["`])(.*?)\1/g;

/** Verbs that do not tell what a function does, and those to use instead. */
const vagueVerb = /\b(says?|tells?|gives?|takes?)\b/;
const exactVerbs = "returns, prints, reports, accepts, rejects, ignores";

/** Test names with a verb that does not tell what happens. */
export function testNameProblems({ path, text }: SourceFile): string[] {
  if (exempt.test(path) || unfinished.test(path)) return [];
  return [...text.matchAll(testName)].flatMap((match) => {
    const verb = vagueVerb.exec(match[2]!);
    if (verb === null) return [];
    return [`${path}:${lineAt(text, match.index)}: ${verb[0]}; instead: ${exactVerbs}`];
  });
}

/** Unclear words in comments, docblocks, strings, test names and pages, with what to write. */
export function englishProblems({ path, text }: SourceFile): string[] {
  if (exempt.test(path)) return [];
  const isUnfinished = unfinished.test(path);
  return rules.filter(({ isPending = false }) => !(isPending && isUnfinished))
    .flatMap(({ pattern, instead }) =>
      [...text.matchAll(pattern)].map((match) => {
        const found = match[0].replaceAll(/\s+/g, " ");
        return `${path}:${lineAt(text, match.index)}: ${found}; instead: ${instead}`;
      })
    );
}

function lineAt(text: string, index: number): number {
  return text.slice(0, index).split("\n").length;
}
