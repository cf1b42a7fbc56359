/** A key, named after its function. */
export type KeyName =
  | "enter"
  | "newline"
  | "tab"
  | "back-tab"
  | "escape"
  | "up"
  | "down"
  | "left"
  | "right"
  | "word-left"
  | "word-right"
  | "home"
  | "end"
  | "backspace"
  | "delete"
  | "erase-word-left"
  | "erase-word-right"
  | "erase-to-start"
  | "erase-to-end"
  | "yank"
  | "interrupt"
  | "end-of-input"
  | "suspend"
  | "redraw";

/** Input from a keyboard. */
export type Key =
  | { readonly kind: "key"; readonly name: KeyName }
  | { readonly kind: "text"; readonly text: string }
  /** A bracketed paste as one text; all line breaks are `\n`. */
  | { readonly kind: "paste"; readonly text: string }
  /** A key that the reader binds to an action. */
  | { readonly kind: "action"; readonly action: string }
  /** A button of the mouse was pressed, or its wheel turned; rows and columns begin at 0. */
  | {
    readonly kind: "mouse";
    readonly button: "left" | "wheel-up" | "wheel-down";
    readonly row: number;
    readonly column: number;
  }
  /** What the terminal answers to a question about its background, such as `rgb:0000/0000/0000`. */
  | { readonly kind: "background"; readonly color: string };

/** Options of a {@link KeyReader}. */
export interface KeyReaderOptions {
  /** Actions by the characters that their keys send; they replace the meaning of the key. */
  readonly bindings?: ReadonlyMap<string, string>;
  /** Whether to read what the terminal reports: the mouse, and its answers. Default: false. */
  readonly hasReports?: boolean;
}

const pasteStart = "\x1b[200~";
const pasteEnd = "\x1b[201~";

const controls: Readonly<Record<string, KeyName>> = {
  "\x01": "home",
  "\x02": "left",
  "\x03": "interrupt",
  "\x04": "end-of-input",
  "\x05": "end",
  "\x06": "right",
  "\b": "backspace",
  "\t": "tab",
  "\n": "enter",
  "\x0b": "erase-to-end",
  "\x0c": "redraw",
  "\r": "enter",
  "\x0e": "down",
  "\x10": "up",
  "\x15": "erase-to-start",
  "\x17": "erase-word-left",
  "\x19": "yank",
  "\x1a": "suspend",
  "\x7f": "backspace",
};

/** The keys that send an escape sequence, by the characters after ESC. */
const escapes: Readonly<Record<string, KeyName>> = {
  "[A": "up",
  "OA": "up",
  "[B": "down",
  "OB": "down",
  "[C": "right",
  "OC": "right",
  "[D": "left",
  "OD": "left",
  "[H": "home",
  "OH": "home",
  "[1~": "home",
  "[7~": "home",
  "[F": "end",
  "OF": "end",
  "[4~": "end",
  "[8~": "end",
  "[3~": "delete",
  "[Z": "back-tab",
  "[1;5C": "word-right",
  "[1;3C": "word-right",
  "f": "word-right",
  "[1;5D": "word-left",
  "[1;3D": "word-left",
  "b": "word-left",
  "d": "erase-word-right",
  "[3;5~": "erase-word-right",
  "[3;3~": "erase-word-right",
  "\x7f": "erase-word-left",
  "\b": "erase-word-left",
  "\r": "newline",
  "\n": "newline",
};

const mouseButtons: Readonly<Record<string, "left" | "wheel-up" | "wheel-down">> = {
  "0": "left",
  "64": "wheel-up",
  "65": "wheel-down",
};
const maxAnswerLength = 200;

/**
 * Parses the input of a terminal into keys.
 *
 * Sequences may arrive in pieces. Unknown sequences are skipped as a whole, so that no part of them
 * becomes text.
 *
 * @see ECMA-48, section 5.4 (control sequences)
 */
export class KeyReader {
  readonly #bindings: ReadonlyMap<string, string>;
  readonly #hasReports: boolean;
  #rest = "";
  /** The pieces of a paste that has not ended yet. */
  #paste: string[] | undefined;

  constructor({ bindings = new Map(), hasReports = false }: KeyReaderOptions = {}) {
    this.#bindings = bindings;
    this.#hasReports = hasReports;
  }

  /** Whether an incomplete sequence is pending, which may be the Escape key; see {@link flush}. */
  get isPending(): boolean {
    return this.#rest !== "" && this.#paste === undefined;
  }

  /** Adds input and returns the complete keys. */
  feed(text: string): Key[] {
    this.#rest += text;
    const keys: Key[] = [];
    while (this.#rest !== "") {
      const length = this.#paste === undefined ? this.#readKey(keys) : this.#readPaste(keys);
      if (length === 0) break;
      this.#rest = this.#rest.slice(length);
    }
    return keys;
  }

  /** Ends a pending sequence after a timeout: a single ESC is the Escape key. */
  flush(): Key[] {
    if (!this.isPending) return [];
    const isEscape = this.#rest === "\x1b";
    this.#rest = "";
    return isEscape ? [{ kind: "key", name: "escape" }] : [];
  }

  /** Reads one key and returns its length; 0 if it is incomplete. */
  #readKey(keys: Key[]): number {
    const rest = this.#rest;
    // deno-lint-ignore no-control-regex -- keys are control characters
    const text = /^[^\x00-\x1f\x7f]+/.exec(rest)?.[0];
    if (text !== undefined) {
      keys.push({ kind: "text", text });
      return text.length;
    }
    if (rest[0] !== "\x1b") {
      this.#push(keys, rest[0]!, controls[rest[0]!]);
      return 1;
    }
    if (this.#hasReports && rest.startsWith("\x1b]")) return readAnswer(keys, rest);
    if (rest.startsWith(pasteStart)) {
      this.#paste = [];
      return pasteStart.length;
    }
    // deno-lint-ignore no-control-regex -- as above
    const sequence = /^\x1b(?:\[[0-?]*[ -/]*[@-~]|O[\x20-\x7e]|[^[O\x1b])/u.exec(rest)?.[0];
    if (sequence !== undefined) {
      if (this.#hasReports && sequence.startsWith("\x1b[<")) pushMouse(keys, sequence);
      else this.#push(keys, sequence, escapes[sequence.slice(1)]);
      return sequence.length;
    }
    return this.#readUnknown(keys);
  }

  #push(keys: Key[], sequence: string, name: KeyName | undefined): void {
    const action = this.#bindings.get(sequence);
    if (action === undefined) push(keys, name);
    else keys.push({ kind: "action", action });
  }

  /** Reads an ESC that begins no known sequence. */
  #readUnknown(keys: Key[]): number {
    const rest = this.#rest;
    // deno-lint-ignore no-control-regex -- as above
    if (/^\x1b(?:\[[0-?]*[ -/]*|O)?$/.test(rest)) return 0;
    if (rest[1] === "\x1b") push(keys, "escape");
    return rest[1] === "\x1b" ? 1 : 2;
  }

  #readPaste(keys: Key[]): number {
    const end = this.#rest.indexOf(pasteEnd);
    const isOver = end >= 0;
    // The last characters may be the beginning of the end marker.
    const length = isOver ? end : Math.max(0, this.#rest.length - (pasteEnd.length - 1));
    this.#paste!.push(this.#rest.slice(0, length));
    if (!isOver) return length;
    const text = this.#paste!.join("").replace(/\r\n?/g, "\n");
    keys.push({ kind: "paste", text });
    this.#paste = undefined;
    return end + pasteEnd.length;
  }
}

/** Reads an answer of the terminal (OSC) and returns its length; 0 if it is incomplete. */
function readAnswer(keys: Key[], rest: string): number {
  // deno-lint-ignore no-control-regex -- it ends with a control character
  const answer = /^\x1b\]([^\x07\x1b]*)(?:\x07|\x1b\\)/.exec(rest);
  if (answer === null) return rest.length > maxAnswerLength ? 2 : 0;
  const [, color] = /^11;(rgba?:[\da-f/]+)$/i.exec(answer[1]!) ?? [];
  if (color !== undefined) keys.push({ kind: "background", color });
  return answer[0].length;
}

/** Reads a report of the mouse (SGR mode 1006); ignores releases, movements and other buttons. */
function pushMouse(keys: Key[], sequence: string): void {
  // deno-lint-ignore no-control-regex -- it begins with a control character
  const [, code, x, y] = /^\x1b\[<(\d{1,3});(\d{1,5});(\d{1,5})M$/.exec(sequence) ?? [];
  const button = mouseButtons[code ?? ""];
  if (button === undefined) return;
  keys.push({ kind: "mouse", button, row: Number(y) - 1, column: Number(x) - 1 });
}

function push(keys: Key[], name: KeyName | undefined): void {
  if (name !== undefined) keys.push({ kind: "key", name });
}
