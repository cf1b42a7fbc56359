import { graphemeAt } from "../../text/grapheme.ts";
import type { KeyName } from "./keys.ts";

/** A function, because making the expression takes long at the start of a chat. */
function words(): RegExp {
  return /[\p{L}\p{M}\p{N}_]+/gu;
}

/**
 * Edits a typed text at a cursor.
 *
 * `node:readline` is not suitable: it sends a paste of several lines line by line, and it draws its
 * own prompt, which wide characters and arriving messages garble.
 */
export class LineEditor {
  #text = "";
  /** In UTF-16 units, always between two graphemes. */
  #cursor = 0;
  /** The text that was erased last, for yanking. */
  #erased = "";

  get text(): string {
    return this.#text;
  }

  get cursor(): number {
    return this.#cursor;
  }

  /** Replaces the whole text and moves the cursor to its end. */
  set(text: string): void {
    this.#text = text;
    this.#cursor = text.length;
  }

  /** Replaces the text from `start` to the cursor, and moves the cursor after the new text. */
  replace(start: number, text: string): void {
    this.#text = this.#text.slice(0, start) + text + this.#text.slice(this.#cursor);
    this.#cursor = start + text.length;
  }

  /** Inserts a text before the cursor. */
  insert(text: string): void {
    this.replace(this.#cursor, text);
  }

  /** Saves a text as the one that was erased last. */
  saveForYank(text: string): void {
    this.#erased = text;
  }

  /** Handles a key; returns false if it is not an editing key or changes nothing. */
  press(key: KeyName): boolean {
    const before = this.#graphemeStart(Math.max(0, this.#cursor - 1));
    const after = graphemeAt(this.#text, this.#cursor).end;
    switch (key) {
      case "newline":
        this.insert("\n");
        return true;
      case "yank":
        this.insert(this.#erased);
        return this.#erased !== "";
      case "backspace":
        return this.#erase(before, this.#cursor);
      case "delete":
        return this.#erase(this.#cursor, after);
      case "erase-word-left":
        return this.#kill(this.#wordStart(), this.#cursor);
      case "erase-word-right":
        return this.#kill(this.#cursor, this.#wordEnd());
      case "erase-to-start":
        return this.#kill(this.#lineStart(), this.#cursor);
      case "erase-to-end":
        return this.#kill(this.#cursor, this.#lineEnd());
      case "left":
        return this.#move(before);
      case "right":
        return this.#move(after);
      case "word-left":
        return this.#move(this.#wordStart());
      case "word-right":
        return this.#move(this.#wordEnd());
      case "home":
        return this.#move(this.#lineStart());
      case "end":
        return this.#move(this.#lineEnd());
      case "up":
        return this.#moveUp();
      case "down":
        return this.#moveDown();
      default:
        return false;
    }
  }

  #move(cursor: number): boolean {
    const isMoved = cursor !== this.#cursor;
    this.#cursor = cursor;
    return isMoved;
  }

  #erase(start: number, end: number): boolean {
    this.#text = this.#text.slice(0, start) + this.#text.slice(end);
    this.#cursor = start;
    return start < end;
  }

  #kill(start: number, end: number): boolean {
    if (start < end) this.#erased = this.#text.slice(start, end);
    return this.#erase(start, end);
  }

  #lineStart(index: number = this.#cursor): number {
    return index === 0 ? 0 : this.#text.lastIndexOf("\n", index - 1) + 1;
  }

  #lineEnd(index: number = this.#cursor): number {
    const end = this.#text.indexOf("\n", index);
    return end < 0 ? this.#text.length : end;
  }

  #wordStart(): number {
    let start = 0;
    for (const { index } of this.#text.slice(0, this.#cursor).matchAll(words())) start = index;
    return start;
  }

  #wordEnd(): number {
    const pattern = words();
    pattern.lastIndex = this.#cursor;
    const word = pattern.exec(this.#text);
    return word === null ? this.#text.length : word.index + word[0].length;
  }

  /** Moves to the same column of the line above, or to its end if it is shorter. */
  #moveUp(): boolean {
    const start = this.#lineStart();
    if (start === 0) return false;
    const above = this.#lineStart(start - 1);
    return this.#move(this.#graphemeStart(Math.min(above + this.#cursor - start, start - 1)));
  }

  #moveDown(): boolean {
    const end = this.#lineEnd();
    if (end === this.#text.length) return false;
    const column = this.#cursor - this.#lineStart();
    return this.#move(this.#graphemeStart(Math.min(end + 1 + column, this.#lineEnd(end + 1))));
  }

  /** Returns the start of the grapheme that contains `index`. */
  #graphemeStart(index: number): number {
    return graphemeAt(this.#text, index).start;
  }
}
