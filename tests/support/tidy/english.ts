import type { SourceFile } from "./source.ts";

interface UnclearWords {
  readonly words: RegExp;
  readonly instead: string;
}

/** The rule and its test, which name the words. */
const exempt = /^tests\/support\/tidy\/english(_test)?\.ts$/;

/** Words that readers had to read twice, and what to write instead. */
const unclear: readonly UnclearWords[] = [
  { words: /who(m)?ever/, instead: "the caller, the client, anyone who" },
  { words: /nobody|somebody|everybody/, instead: "no client, another process" },
  { words: /one's own|of one's|oneself/, instead: "your, the user's" },
  { words: /lest/, instead: "so that … not" },
  { words: /(?<!\bneither\b[^.]{1,60})nor/, instead: "or, and … not" },
  { words: /be it/, instead: "even if" },
  { words: /anew/, instead: "again, from scratch" },
  { words: /told/, instead: "the exact verb: reported, called, notified" },
  { words: /what (became|came) of/, instead: "the result of" },
  { words: /as \S+ has it/, instead: "like X, as in X" },
  { words: /(go|goes|going|gone|went) on/, instead: "continues, resumes" },
  { words: /hand(s|ed|ing)? over/, instead: "passes" },
  { words: /for good/, instead: "permanently" },
  { words: /(take|takes|taking|took) in/, instead: "handles, records" },
  { words: /takes? [^.;,("\n]{1,40} for (?!example)/, instead: "treats A as B, ignores A" },
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

const rules = unclear.map(({ words, instead }) => ({
  instead,
  pattern: new RegExp(String.raw`\b(?:${words.source.replaceAll(" ", gap)})\b`, "gi"),
}));

const testName = /\b(?:Deno\.test|brokerCase|differential|onBoth)\(\s*(["`])(.*?)\1/g;

/** Verbs that do not state what a function does, and those to use instead. `take()` is a symbol. */
const vagueVerbs = {
  pattern: /\b(says?|tells?|gives?|takes?)\b(?!\()/,
  instead: "returns, prints, reports, accepts, rejects, ignores",
};

/**
 * Unclear words in comments, docblocks, strings, test names and pages, and vague verbs in test
 * names, each with what to write instead.
 */
export function englishProblems({ path, text }: SourceFile): string[] {
  if (exempt.test(path)) return [];
  const words = rules.flatMap(({ pattern, instead }) =>
    [...text.matchAll(pattern)].map((match) => ({ match, found: match[0], instead }))
  );
  return [...words, ...vagueTestNames(text)].map(({ match, found, instead }) => {
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
