/** What Tab can complete. */
export interface Completable {
  /** Names of commands, without the slash. */
  readonly commands: readonly string[];
  readonly rooms: readonly string[];
  /** Users other than the user of the chat. */
  readonly userNames: readonly string[];
}

/** A typed word and its completions. */
export interface Completion {
  /** The start of the word; it ends at the cursor. */
  readonly start: number;
  /** Replacements for the word, each with the space or colon after it; empty if none fits. */
  readonly options: readonly string[];
}

/**
 * Finds completions of the word before the cursor, ignoring case.
 *
 * A slash at the start, after optional spaces, begins a command. `/msg` is followed by a user,
 * `/join` and `/leave` by a room or by `@` and a user. Any other word is a user name, which gets a
 * colon at the start of the line. Names with spaces are quoted if a command expects one word.
 */
export function complete(text: string, cursor: number, known: Completable): Completion {
  const typed = text.slice(0, cursor);
  const { commands, rooms, userNames } = known;
  const [command] = /(?<=^\s*)\/(?!\/)\S*$/.exec(typed) ?? [];
  if (command !== undefined) {
    return fit(cursor - command.length, command, commands.map((name) => `/${name} `));
  }
  const [, slash = "", argument] = /^\s*\/(\w+)\s+(\S*)$/.exec(typed) ?? [];
  if (argument !== undefined && slash === "msg") {
    return fit(cursor - argument.length, argument, userNames.map((name) => `${quoted(name)} `));
  }
  if (argument !== undefined && (slash === "join" || slash === "leave")) {
    const users = userNames.map((name) => `@${quoted(name)} `);
    return fit(cursor - argument.length, argument, [...rooms.map((room) => `${room} `), ...users]);
  }
  const word = /\S*$/.exec(typed)![0];
  const start = cursor - word.length;
  const end = start === 0 ? ": " : " ";
  const names = userNames.map((name) => `${word.startsWith("@") ? "@" : ""}${name}${end}`);
  return word === "" && start > 0 ? { start, options: [] } : fit(start, word, names);
}

function quoted(name: string): string {
  return /\s/.test(name) ? `"${name}"` : name;
}

function fit(start: number, word: string, names: readonly string[]): Completion {
  const wanted = plain(word);
  const options = names.filter((name) => plain(name).startsWith(wanted));
  return { start, options: [...new Set(options)] };
}

/** Removes quotes, so that a name matches without them. */
function plain(name: string): string {
  return name.toLowerCase().replaceAll('"', "");
}
