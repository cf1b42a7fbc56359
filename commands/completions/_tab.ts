/** Everything that uses `@bomb.sh/tab`: the scripts of shells, and the answers to them. */
import { RootCommand, script } from "@bomb.sh/tab";
import { bashScript } from "./_bash_script.ts";

/** A shell with a completion script. */
export type Shell = "bash" | "zsh" | "fish" | "powershell";

/** A word that a shell offers. */
export interface Choice {
  readonly value: string;
  readonly description: string;
}

/** A flag that a shell offers. */
export interface FlagChoice {
  /** Without its dashes, for example `dry-run`. */
  readonly name: string;
  readonly alias: string | undefined;
  readonly description: string;
}

/** What can stand at the cursor of a command line. */
export interface CompletionRequest {
  /** The names of the command and its parents, without `wah`. */
  readonly path: readonly string[];
  /** The part of the word before the cursor. */
  readonly word: string;
  readonly commands: readonly Choice[];
  readonly flags: readonly FlagChoice[];
  /** Values of the flag or the argument at the cursor. */
  readonly values: readonly Choice[];
  /** The name of the flag whose value stands at the cursor; undefined for an argument. */
  readonly flag: string | undefined;
  /** Whether the shell offers its own files if there are no values. */
  readonly offersFiles: boolean;
}

/** The last line of an answer: the shell offers files if nothing else matches. */
const filesAllowed = ":0\n";

/**
 * Returns the answer for the scripts: a word and its description per line, then a line with what
 * the shell should do.
 */
export function completionAnswer(request: CompletionRequest): string {
  const { path, word, flag, offersFiles } = request;
  const root = rootOf(request);
  const line = [...path, ...(flag === undefined ? [] : [`--${flag}`]), word];
  const answer = capture(() => root.parse(line));
  return offersFiles ? answer.replace(/:\d+\n$/, filesAllowed) : answer;
}

/** Returns the script that makes a shell ask `wah complete`. */
export function completionScript(shell: Shell): string {
  if (shell === "bash") return bashScript;
  const text = capture(() => script(shell, "wah", "wah"));
  const { [shell]: repair } = repairs;
  if (repair === undefined) return text;
  if (!text.includes(repair.unsafe)) throw new Error(`The script for ${shell} has changed`);
  return text.replace(repair.unsafe, () => repair.safe);
}

/** Parts of the library's scripts with which Tab would run what stands on the line. */
const repairs: Partial<Record<Shell, { readonly unsafe: string; readonly safe: string }>> = {
  // What matches is evaluated: it may only be the name of a flag.
  zsh: { unsafe: "=~ '-.*=' ]]", safe: "=~ '^-[-A-Za-z0-9]*=' ]]" },
  // PowerShell reads typographic quotes as quotes too.
  powershell: {
    unsafe: `-replace "'", "''"`,
    safe: `-replace "['\\u2018\\u2019\\u201a\\u201b]", '$0$0'`,
  },
};

function rootOf({ path, commands, flags, values }: CompletionRequest): RootCommand {
  const root = new RootCommand();
  // The library finds a command by its parents, so each of them is added.
  const parents = path.map((_, index) => root.command(path.slice(0, index + 1).join(" "), ""));
  const command = parents.at(-1) ?? root;
  const offer = (complete: (value: string, description: string) => void): void => {
    for (const { value, description } of values) complete(value, description);
  };
  for (const { name, alias, description } of flags) {
    command.option(name, description, offer, alias);
  }
  for (const { value, description } of commands) {
    root.command([...path, value].join(" "), description);
  }
  if (values.length > 0) command.argument("value", offer, true);
  return root;
}

/** The library prints with `console.log`, and has no other way to return its text. */
function capture(call: () => void): string {
  const lines: string[] = [];
  const { console } = globalThis;
  const { log } = console;
  console.log = (line: string): void => void lines.push(`${line}\n`);
  try {
    call();
  } finally {
    console.log = log;
  }
  return lines.join("");
}
