/** A key that ends a program on a terminal. */
export type EndKey = "C-c" | "C-d";

/** A command of a page, as it is typed. */
export interface DocCommand {
  readonly page: string;
  /** Its line in the page, from 1. */
  readonly line: number;
  /** The command with its comment; a continued command contains newlines. */
  readonly text: string;
  /** The status that the page promises: `exits with N`, otherwise 130 for Ctrl-C, otherwise 0. */
  readonly status: number;
  /** The key that ends it, if the comment names one. */
  readonly endKey: EndKey | undefined;
}

/** A fenced block of shell commands. */
export interface ShellBlock {
  readonly page: string;
  readonly line: number;
  readonly commands: readonly DocCommand[];
  /** The output that the page shows right after the block, one pattern per line. */
  readonly output: readonly string[];
  /** Why no test can run it; undefined for a block that runs. */
  readonly notRun: string | undefined;
}

/** The blocks of a page, and errors in the way they are written. */
export interface PageBlocks {
  readonly blocks: readonly ShellBlock[];
  readonly problems: readonly string[];
}

interface Fence {
  readonly language: string;
  /** Index of the opening line. */
  readonly start: number;
  /** Index of the closing line. */
  readonly end: number;
  readonly lines: readonly string[];
}

/** Languages of blocks that are not commands. */
const otherLanguages = new Set(["text", "json", "toml", "ts", "js", "proto", "yaml", "powershell"]);
const commandLine = /^\s*(\$ )?(wah|deno|npm|npx|docker|rpk|kcat|kcl)\s/;
const minReasonWords = 4;

/**
 * Reads the fenced blocks of a page.
 *
 * A block of language `sh` is typed by the tests, unless the HTML comment right before it starts
 * with `not run:` and gives a reason. A `text` block right after it is the output to expect, in
 * which `…` matches any text.
 */
export function shellBlocks(page: string, markdown: string): PageBlocks {
  const lines = markdown.split("\n");
  const problems: string[] = [];
  const complain = (index: number, what: string): void => {
    problems.push(`${page}:${index + 1}: ${what}`);
  };
  const fences = findFences(lines, complain);
  const blocks: ShellBlock[] = [];
  fences.forEach((fence, index) => {
    if (fence.language !== "sh") return checkOther(fence, complain);
    const notRun = reasonBefore(lines, fence.start);
    if (notRun !== undefined && notRun.split(/\s+/).length < minReasonWords) {
      complain(fence.start, "the comment before the block gives no reason");
    }
    const next = fences[index + 1];
    const isOutput = next?.language === "text" &&
      lines.slice(fence.end + 1, next.start).every((line) => line.trim() === "");
    blocks.push({
      page,
      line: fence.start + 1,
      commands: commandsOf(page, fence),
      output: isOutput ? next.lines.filter((line) => line.trim() !== "") : [],
      notRun,
    });
  });
  return { blocks, problems };
}

function findFences(
  lines: readonly string[],
  complain: (index: number, what: string) => void,
): Fence[] {
  const fences: Fence[] = [];
  for (let index = 0; index < lines.length; index++) {
    const opening = /^```(\S*)\s*$/.exec(lines[index]!);
    if (opening === null) {
      if (/^(\t| {4})/.test(lines[index]!) && commandLine.test(lines[index]!)) {
        complain(index, "a command in an indented block; use a fence of language sh");
      }
      continue;
    }
    const end = lines.indexOf("```", index + 1);
    if (end < 0) {
      complain(index, "the fence is not closed");
      break;
    }
    fences.push({ language: opening[1]!, start: index, end, lines: lines.slice(index + 1, end) });
    index = end;
  }
  return fences;
}

function checkOther(fence: Fence, complain: (index: number, what: string) => void): void {
  if (!otherLanguages.has(fence.language)) {
    complain(fence.start, `a block of language "${fence.language}"; commands are sh`);
  }
  fence.lines.forEach((line, index) => {
    if (fence.language !== "powershell" && commandLine.test(line)) {
      complain(fence.start + 1 + index, "a command outside a block of language sh");
    }
  });
}

/** Returns the reason in `<!-- not run: … -->` before the line `index`, past blank lines. */
function reasonBefore(lines: readonly string[], index: number): string | undefined {
  const before = lines.slice(0, index).join("\n");
  return /<!--\s*not run:((?:(?!-->)[\s\S])*)-->\s*$/.exec(before)?.[1]?.trim();
}

function commandsOf(page: string, fence: Fence): DocCommand[] {
  const commands: DocCommand[] = [];
  let text = "";
  let first = 0;
  fence.lines.forEach((line, index) => {
    if (text === "") first = index;
    text += text === "" ? line : `\n${line}`;
    if (line.endsWith("\\")) return;
    if (text.trim() !== "" && !text.trimStart().startsWith("#")) {
      commands.push({ page, line: fence.start + 2 + first, text, ...promises(text) });
    }
    text = "";
  });
  return commands;
}

/** Returns the exit status and the key that the comment after a command promises. */
function promises(text: string): Pick<DocCommand, "status" | "endKey"> {
  const comment = /\s#\s(.*)$/.exec(text)?.[1] ?? "";
  const key = /\bCtrl-([CD])\b/.exec(comment)?.[1];
  const endKey = key === undefined ? undefined : key === "C" ? "C-c" as const : "C-d" as const;
  // "exits with 1 if …" describes another case than the one that the page shows.
  const stated = /\bexits with (\d+)\b(?! if\b)/.exec(comment)?.[1];
  return { status: Number(stated ?? (endKey === "C-c" ? 130 : 0)), endKey };
}
