/**
 * Finds the command that a command line names, wherever its flags stand, and the values of each
 * flag as typed, also in `-n5` and `-yo end`. The values are converted by `parseValues()`.
 */
import { UsageError } from "../../../lib/errors.ts";
import { type AnyCommand, shownNames } from "./command.ts";
import { type Flag, flagKey, flagName, type FlagTable, takesValue } from "./flag.ts";
import { globalFlags } from "./globals.ts";
import { unknownCommand, unknownFlag } from "./usage_errors.ts";

/** A command line before its values are read. */
export interface CommandLine {
  readonly command: AnyCommand;
  /** For example `wah topic create`. */
  readonly path: string;
  readonly wants: "run" | "help" | "help-json" | "version";
  /** The known flags by key, each with its values as typed; {@link bareValue} stands for none. */
  readonly flags: ReadonlyMap<string, readonly string[]>;
  /** The known flags in the order in which they were typed. */
  readonly typed: readonly TypedFlag[];
  /** Long flags that the command does not know, as typed. */
  readonly unknownFlags: readonly string[];
  readonly args: readonly string[];
  /** The words after `--`, if the command keeps them apart. */
  readonly program: readonly string[] | undefined;
}

/** A flag as it was typed. */
export interface TypedFlag {
  readonly key: string;
  /** For example `-n` or `--num`. */
  readonly name: string;
  /** {@link bareValue} if it was given without one. */
  readonly value: string;
}

/** Stands for the value of a flag that was given without one: no argument can hold a NUL. */
export const bareValue = "\0";

/** A negative number is an argument: no flag is a digit. */
const negativeNumber = /^-\d*\.?\d+$/;

/**
 * Reads the words of a command line, and loads the command that they name.
 *
 * A flag may stand before the subcommand that it belongs to, and a preference also before one that
 * ignores it. The last value counts if a flag that takes one is repeated. A word after a flag with
 * a value is its value, even if it begins with a dash. `--` before the name of a subcommand means
 * nothing, because task runners pass it on.
 *
 * @throws {UsageError} If there is no such command, or a flag lacks its value.
 */
export async function readCommandLine(
  argv: readonly string[],
  root: AnyCommand,
): Promise<CommandLine> {
  const reader = new LineReader(argv, root);
  await reader.read();
  return reader.line();
}

class LineReader {
  readonly #words: string[];
  readonly #root: AnyCommand;
  #command: AnyCommand;
  #path = "wah";
  /** What is known so far: the flags of each command on the way. */
  #known: FlagTable = globalFlags;
  #wants: CommandLine["wants"] = "run";
  #keepsProgram = false;
  readonly #flags = new Map<string, string[]>();
  readonly #typed: TypedFlag[] = [];
  /** The flags that follow the name of the command. */
  readonly #flagsAfter = new Set<string>();
  readonly #unknownFlags: string[] = [];
  readonly #args: string[] = [];
  #program: string[] | undefined;

  constructor(argv: readonly string[], root: AnyCommand) {
    this.#words = argv.toReversed();
    this.#root = root;
    this.#command = root;
    this.#enter(root);
  }

  async read(): Promise<void> {
    for (let word = this.#words.pop(); word !== undefined; word = this.#words.pop()) {
      if (word === "--") {
        if (!this.#awaitsCommand()) return this.#readRest();
      } else if (isFlag(word)) this.#readFlag(word);
      else if (!await this.#readCommand(word)) this.#args.push(word);
    }
  }

  line(): CommandLine {
    this.#refuseProgram();
    const own = { ...globalFlags, ...flagsOf(this.#command) };
    const flags = [...this.#flags].filter(([key]) => Object.hasOwn(own, key));
    const strange = [...this.#flags.keys()].filter((key) =>
      !Object.hasOwn(own, key) && (!this.#known[key]!.isPreference || this.#flagsAfter.has(key))
    );
    return {
      command: this.#command,
      path: this.#wants === "help" ? this.#ownPath() : this.#path,
      wants: this.#wants,
      flags: new Map(flags),
      typed: this.#typed.filter(({ key }) => Object.hasOwn(own, key)),
      unknownFlags: [...this.#unknownFlags, ...strange.map(flagName)],
      args: this.#args,
      program: this.#program,
    };
  }

  /** The path of the command that help describes. */
  #ownPath(): string {
    const { foreign } = this.#command;
    return foreign === undefined ? this.#path : ["wah", ...foreign.command].join(" ");
  }

  #enter(command: AnyCommand): void {
    this.#command = command;
    this.#known = { ...this.#known, ...flagsOf(command) };
    this.#keepsProgram ||= command.runsProgram ?? false;
    this.#flagsAfter.clear();
  }

  /** Whether nothing but the name of a subcommand can follow. */
  #awaitsCommand(): boolean {
    const { subcommands, args = [] } = this.#command;
    return subcommands !== undefined && args.length === 0 && !this.#keepsProgram;
  }

  /** Whether the word is part of the command's name. */
  async #readCommand(word: string): Promise<boolean> {
    const { subcommands, args = [], unknownWordHint } = this.#command;
    if (subcommands === undefined || this.#args.length > 0) return false;
    if (Object.hasOwn(subcommands, word)) {
      this.#path += ` ${word}`;
      this.#enter(await subcommands[word]!.load());
      return true;
    }
    if (word === "help") {
      this.#wants = "help";
      return true;
    }
    if (args.length > 0) return false;
    const words = [word, ...this.#words.toReversed()];
    throw await unknownCommand(this.#path, word, shownNames(subcommands), {
      hint: unknownWordHint?.(words),
    });
  }

  #readRest(): void {
    const rest = this.#words.toReversed();
    if (this.#keepsProgram) this.#program = rest;
    else this.#args.push(...rest);
  }

  #readFlag(word: string): void {
    const [, name = word, inline] = /^(--[^=]+)=([^]*)$/.exec(word) ?? [];
    if (name === "--help" || name === "-h") this.#want("help", name, inline);
    else if (name === "--help-json") this.#want("help-json", name, inline);
    else if (this.#isVersion(name)) this.#want("version", name, inline);
    else if (name.startsWith("--")) this.#readLongFlag(name, inline);
    else this.#readLetters(word.slice(1));
  }

  #isVersion(name: string): boolean {
    return this.#command === this.#root && (name === "--version" || name === "-V");
  }

  #want(wanted: "help" | "help-json" | "version", name: string, inline: string | undefined): void {
    if (inline !== undefined) throw this.#takesNoValue(name);
    if (this.#wants !== "help") this.#wants = wanted;
  }

  #readLongFlag(name: string, inline: string | undefined): void {
    const key = flagKey(name);
    const flag = Object.hasOwn(this.#known, key) ? this.#known[key] : undefined;
    if (flag === undefined) this.#unknownFlags.push(name);
    else if (flag.refusal !== undefined && this.#wants !== "help") throw flag.refusal();
    else if (takesValue(flag)) {
      this.#add([key, flag], name, inline ?? this.#valueOf([key, flag], name));
    } else if (inline === undefined || this.#wants === "help") {
      this.#add([key, flag], name, bareValue);
    } else throw this.#takesNoValue(name);
  }

  /** Reads `-n5`, `-yo end`, `-o=-10` and `-yh`. */
  #readLetters(letters: string): void {
    for (const [at, letter] of [...letters].entries()) {
      const found = Object.entries(this.#known).find(([, { alias }]) => alias === letter);
      const rest = [...letters].slice(at + 1).join("");
      if (letter === "h") this.#wants = "help";
      else if (found === undefined) {
        if (this.#wants === "help") return;
        throw unknownFlag(this.#path, `-${at === 0 ? letters : letter}`);
      } else if (found[1].refusal !== undefined && this.#wants !== "help") {
        throw found[1].refusal();
      } else if (takesValue(found[1])) {
        const value = rest === "" ? this.#valueOf(found, `-${letter}`) : rest.replace(/^=/, "");
        return this.#add(found, `-${letter}`, value);
      } else if (rest.startsWith("=")) throw this.#takesNoValue(`-${letter}`);
      else this.#add(found, `-${letter}`, bareValue);
    }
  }

  #valueOf([, { bareValue: bare }]: [string, Flag], name: string): string {
    const next = this.#words.at(-1);
    if (bare !== undefined && (next === undefined || next.startsWith("-"))) return bareValue;
    if (next !== undefined && next !== "--") return this.#words.pop()!;
    if (this.#wants === "help") return bareValue;
    throw new UsageError(`Cannot run "${this.#path}": ${name} needs a value`, {
      hint: `See ${this.#path} --help`,
    });
  }

  #takesNoValue(name: string): UsageError {
    return new UsageError(`Cannot run "${this.#path}": ${name} takes no value`, {
      hint: `See ${this.#path} --help`,
    });
  }

  #add([key, { isRepeatable = false }]: [string, Flag], name: string, value: string): void {
    this.#flagsAfter.add(key);
    this.#typed.push({ key, name, value });
    this.#flags.set(key, [...(isRepeatable ? this.#flags.get(key) ?? [] : []), value]);
  }

  #refuseProgram(): void {
    if (this.#program === undefined || this.#command.runsProgram) return;
    throw new UsageError(`Cannot run "${this.#path}" with another program`, {
      hint: "Remove -- and everything after it",
    });
  }
}

/** The flags of a command; those of the other program that it understands come first. */
function flagsOf({ flags, foreign }: AnyCommand): FlagTable {
  return { ...foreign?.flags, ...flags, ...foreign?.flags };
}

function isFlag(word: string): boolean {
  return word.startsWith("-") && word.length > 1 && !negativeNumber.test(word);
}
