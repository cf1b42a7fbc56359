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
};

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

/** Returns the actions by the characters that their keys send. */
export function bindingsOf(): ReadonlyMap<string, ActionName> {
  const bindings = new Map<string, ActionName>();
  for (const [name, { key }] of Object.entries(actionTable)) {
    for (const sequence of sequencesOf(key)) bindings.set(sequence, name as ActionName);
  }
  for (let room = 1; room <= numberedRooms; room++) bindings.set(`\x1b${room}`, `room-${room}`);
  return bindings;
}

/** The list of keys. */
export function keyLines(): readonly KeyLine[] {
  return [
    ["?", "on an empty line: show this list"],
    ...Object.values(actionTable).map(({ key, summary }): KeyLine => [shownKey(key), summary]),
    [`Alt-1 … Alt-${numberedRooms}`, "go to a room by its number"],
    ...inputLines,
    ...selectionLines,
    ["Mouse", "scroll; click rooms, people, messages"],
  ];
}

/** Returns what a terminal sends for a key: `ctrl-k`, `alt-a`, or a name such as `page-up`. */
function sequencesOf(key: string): readonly string[] {
  const named = namedKeys[key];
  if (named !== undefined) return named;
  const letter = key.at(-1)!;
  if (key.startsWith("alt-")) return [`\x1b${letter}`];
  return [String.fromCharCode(letter.charCodeAt(0) & 0x1f)];
}

function shownKey(key: string): string {
  const names: Readonly<Record<string, string>> = { "page-up": "PgUp", "page-down": "PgDn" };
  return names[key] ??
    key.replace(/(^|-)[a-z]/g, (start) => start.toUpperCase());
}
