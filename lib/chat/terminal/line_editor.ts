import { graphemeAt } from "../../text/grapheme.ts";
import type { KeyName } from "./keys.ts";

/** A function, because making the expression takes long at the start of a chat. */
function words(): RegExp {
  return /[\p{L}\p{M}\p{N}_]+/gu;
}

/**
 * A text that is being typed, and where in it the next character goes.
 *
 * Not `node:readline`, which sends a paste of several lines line by line. It also draws its prompt
 * itself, in rows that wide characters and messages that arrive leave garbled.
 */
export class LineEditor {
  #text = "";
  /** In UTF-16 units, always between two graphemes. */
  #cursor = 0;
  /** What was erased last, for putting it elsewhere. */
  #erased = "";

  get text(): string {
    return this.#text;
  }

  get cursor(): number {
    return this.#cursor;
  }

  /** Replaces all that is typed; the cursor goes to its end. */
  set(text: string): void {
    this.#text = text;
    this.#cursor = text.length;
  }

  /** Replaces the text from `start` up to the cursor, which then stands behind the new one. */
  replace(start: number, text: string): void {
    this.#text = this.#text.slice(0, start) + text + this.#text.slice(this.#cursor);
    this.#cursor = start + text.length;
  }

  /** Puts a text in front of the cursor. */
  insert(text: string): void {
    this.replace(this.#cursor, text);
  }

  /** Takes a text for the one that was erased last. */
  keep(text: string): void {
    this.#erased = text;
  }

  /** Does what a key asks for; false when that is nothing for an editor, or changes nothing. */
  press(key: KeyName): boolean {
    const before = this.#whole(Math.max(0, this.#cursor - 1));
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

  /** To the same place of the line above, by characters; to its end where it is shorter. */
  #moveUp(): boolean {
    const start = this.#lineStart();
    if (start === 0) return false;
    const above = this.#lineStart(start - 1);
    return this.#move(this.#whole(Math.min(above + this.#cursor - start, start - 1)));
  }

  #moveDown(): boolean {
    const end = this.#lineEnd();
    if (end === this.#text.length) return false;
    const column = this.#cursor - this.#lineStart();
    return this.#move(this.#whole(Math.min(end + 1 + column, this.#lineEnd(end + 1))));
  }

  /** Where the character begins that `index` lies in. */
  #whole(index: number): number {
    return graphemeAt(this.#text, index).start;
  }
}
