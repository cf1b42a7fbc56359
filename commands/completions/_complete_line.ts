import { type AnyCommand, type CommandContext, shownNames } from "../_shared/parser/command.ts";
import { type CompletionKind, type Flag, flagName } from "../_shared/parser/flag.ts";
import { globalFlags } from "../_shared/parser/globals.ts";
import { type Cursor, findCursor } from "./_cursor.ts";
import { findNames } from "./_names.ts";
import { type Choice, completionAnswer, type FlagChoice } from "./_tab.ts";

/** The answer if nothing can be offered, not even files. */
const nothing = ":4\n";

/** Returns what the completion script of a shell reads for a line; never fails for a wrong line. */
export async function completeLine(
  words: readonly string[],
  root: AnyCommand,
  context: CommandContext,
): Promise<string> {
  const cursor = await findCursor(words, root);
  if (cursor === null) return nothing;
  const { path, word, target, command } = cursor;
  const isCommand = target.kind === "command";
  return completionAnswer({
    path,
    word,
    commands: isCommand ? commandChoices(command, path) : [],
    flags: flagChoices(command),
    values: await valuesAt(cursor, { context, root }),
    flag: target.kind === "flag-value" ? flagName(target.key).slice("--".length) : undefined,
    offersFiles: kindAt(cursor) === "file",
  });
}

function commandChoices({ subcommands = {} }: AnyCommand, path: readonly string[]): Choice[] {
  const own = shownNames(subcommands).map((name) => (
    { value: name, description: subcommands[name]!.summary }
  ));
  const isRoot = path.length === 0;
  return isRoot ? own : [...own, { value: "help", description: "show help for a command" }];
}

function flagChoices({ flags }: AnyCommand): FlagChoice[] {
  const shown = Object.entries<Flag>({ ...flags, ...globalFlags })
    .filter(([, { isHidden }]) => !isHidden);
  return [
    ...shown.map(([key, { alias, brief }]) => (
      { name: flagName(key).slice("--".length), alias, description: brief }
    )),
    { name: "help", alias: "h", description: "show help for a command" },
  ];
}

function kindAt({ target }: Cursor): CompletionKind | undefined {
  if (target.kind === "flag-value") return target.flag.complete;
  return target.kind === "argument" ? target.argument?.complete : undefined;
}

async function valuesAt(
  cursor: Cursor,
  world: { readonly context: CommandContext; readonly root: AnyCommand },
): Promise<Choice[]> {
  const { target } = cursor;
  const choices = target.kind === "flag-value"
    ? target.flag.choices
    : target.kind === "argument"
    ? target.argument?.choices
    : undefined;
  const kind = kindAt(cursor);
  const names = kind === undefined || kind === "file" ? [] : await findNames(kind, cursor, world);
  return [...choices ?? [], ...names].map((value) => ({ value, description: "" }));
}
