import { UsageError } from "../../../errors.ts";
import { visible } from "../../../text/visible.ts";

/** What a key of the full screen does, apart from editing the typed line. */
export type ActionName = keyof typeof actionTable | `room-${number}`;

interface Action {
  /** Its key, as {@link bindingsOf} reads it. */
  readonly key: string;
  readonly summary: string;
}

const actionTable = {
  "switcher": { key: "ctrl-k", summary: "switch to a room or a person" },
  "next-unread": { key: "alt-a", summary: "go to the next room with unread lines" },
  "next-mention": { key: "alt-m", summary: "go to the next room that mentions you" },
  "people": { key: "alt-p", summary: "show or hide the people" },
  "page-up": { key: "page-up", summary: "scroll up" },
  "page-down": { key: "page-down", summary: "scroll down" },
  "oldest": { key: "ctrl-home", summary: "scroll to the first loaded message" },
  "newest": { key: "ctrl-end", summary: "scroll to the last message" },
  "search-input": { key: "ctrl-r", summary: "search what you typed before" },
  "help": { key: "f1", summary: "show the keys" },
} as const satisfies Readonly<Record<string, Action>>;

/** Keys by action, as the settings write them: `{ switcher: "ctrl-t" }`. */
export type ChosenKeys = Readonly<Record<string, string>>;

/** The number of rooms with a key. */
const numberedRooms = 9;

/** A line of the list of keys: the keys, and what they do. */
export type KeyLine = readonly [keys: string, meaning: string];

const namedKeys: Readonly<Record<string, readonly string[]>> = {
  "page-up": ["\x1b[5~"],
  "page-down": ["\x1b[6~"],
  "ctrl-home": ["\x1b[1;5H"],
  "ctrl-end": ["\x1b[1;5F"],
  "f1": ["\x1bOP", "\x1b[11~", "\x1b[[A"],
  "f2": ["\x1bOQ", "\x1b[12~", "\x1b[[B"],
  "f3": ["\x1bOR", "\x1b[13~", "\x1b[[C"],
  "f4": ["\x1bOS", "\x1b[14~", "\x1b[[D"],
};
const namedList = Object.keys(namedKeys).join(", ");

/** Keys of a selected message. */
const selectionLines: readonly KeyLine[] = [
  ["Esc", "select a message; Esc again returns"],
  ["Up Down j k", "select the one before or after"],
  ["e", "edit it"],
  ["d", "delete it"],
  ["y", "copy its text"],
  ["o", "open a link in it"],
];

/** Keys of the input. */
const inputLines: readonly KeyLine[] = [
  ["Enter", "send"],
  ["Alt-Enter", "start another line"],
  ["Up Down", "move through what you typed before"],
  ["Home End", "on an empty line: first, last message"],
  ["Tab", "complete a name, a room or a command"],
  ["Ctrl-Y", "restore what was erased or rejected"],
  ["Ctrl-L", "draw the screen again"],
  ["Ctrl-Z", "suspend; fg in the shell continues"],
  ["Ctrl-C", "clear the line; on an empty one, leave"],
];

/**
 * Returns the actions by the characters that their keys send.
 *
 * @param chosen The keys that the user chose, by action; each replaces the one by default.
 * @throws {UsageError} If an action or a key is unknown, or two actions have the same key.
 */
export function bindingsOf(chosen: ChosenKeys = {}): ReadonlyMap<string, ActionName> {
  const bindings = new Map<string, ActionName>();
  const bind = (key: string, action: ActionName): void => {
    for (const sequence of sequencesOf(key)) {
      const other = bindings.get(sequence);
      if (other !== undefined) throw doubleKey(key, action, other);
      bindings.set(sequence, action);
    }
  };
  for (let room = 1; room <= numberedRooms; room++) bind(`alt-${room}`, `room-${room}`);
  for (const [name, key] of Object.entries(keysOf(chosen))) bind(key, name as ActionName);
  return bindings;
}

/** The list of keys. */
export function keyLines(chosen: ChosenKeys = {}): readonly KeyLine[] {
  const keys = keysOf(chosen);
  return [
    ["?", "on an empty line: show this list"],
    ...Object.entries(actionTable).map(([name, { summary }]): KeyLine => [
      shownKey(keys[name]!),
      summary,
    ]),
    [`Alt-1 … Alt-${numberedRooms}`, "go to a room by its number"],
    ...inputLines,
    ...selectionLines,
    ["Mouse", "scroll; click rooms, people, messages"],
  ];
}

/** The key of each action that has one of its own. */
function keysOf(chosen: ChosenKeys): Readonly<Record<string, string>> {
  const keys = Object.fromEntries(
    Object.entries(actionTable).map(([name, { key }]): [string, string] => [name, key]),
  );
  for (const [name, key] of Object.entries(chosen)) {
    if (!Object.hasOwn(keys, name)) {
      throw new UsageError(`Cannot set the key of "${visible(name)}": there is no such action`, {
        hint: `Use one of ${Object.keys(keys).join(", ")}`,
      });
    }
    if (sequencesOf(key).length === 0) throw unknownKey(name, key);
    keys[name] = key;
  }
  return keys;
}

function unknownKey(name: string, key: string): UsageError {
  return new UsageError(
    `Cannot set the key of "${name}": wah knows no key "${visible(key)}", or uses it to edit`,
    { hint: `Use ctrl- or alt- and a letter, for example ctrl-t, or ${namedList}` },
  );
}

function doubleKey(key: string, one: string, other: string): UsageError {
  return new UsageError(`Cannot use ${key} for "${one}": it is the key of "${other}"`, {
    hint: "Choose another key for one of the two",
  });
}

/** Returns what a terminal sends for a key; empty if it is unknown, or needed to edit. */
function sequencesOf(key: string): readonly string[] {
  if (Object.hasOwn(namedKeys, key)) return namedKeys[key]!;
  const [, alt] = /^alt-([a-z\d])$/.exec(key) ?? [];
  if (alt !== undefined) return [`\x1b${alt}`];
  // The others are Enter, Tab, Backspace, and keys that end, suspend or clear something.
  const [, ctrl] = /^ctrl-([abefgklnopqrstuvwxy])$/.exec(key) ?? [];
  return ctrl === undefined ? [] : [String.fromCharCode(ctrl.charCodeAt(0) & 0x1f)];
}

function shownKey(key: string): string {
  const names: Readonly<Record<string, string>> = { "page-up": "PgUp", "page-down": "PgDn" };
  return names[key] ??
    key.replace(/(^|-)[a-z]/g, (start) => start.toUpperCase());
}
