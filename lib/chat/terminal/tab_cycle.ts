import { type Completable, complete } from "./completion.ts";
import type { LineEditor } from "./line_editor.ts";

/** Tab pressed again and again: one option after the other, then what was typed. */
export class TabCycle {
  readonly #editor: LineEditor;
  #start = 0;
  /** What was typed comes last. */
  #options: readonly string[] = [];
  #index = 0;
  /** What the last Tab left; anything else begins anew. */
  #left: string | undefined;

  constructor(editor: LineEditor) {
    this.#editor = editor;
  }

  /** Puts the next option in place of the word at the cursor; false where there is none. */
  next(known: Completable, { back = false } = {}): boolean {
    if (this.#left !== this.#snapshot()) this.#begin(known);
    const count = this.#options.length;
    if (count < 2) return false;
    this.#index = (this.#index + (back ? count - 1 : 1)) % count;
    this.#editor.replace(this.#start, this.#options[this.#index]!);
    this.#left = this.#snapshot();
    // The only option is not gone around, so that another Tab can complete what follows it.
    if (count === 2) this.#left = undefined;
    return true;
  }

  #begin(known: Completable): void {
    const { text, cursor } = this.#editor;
    const { start, options } = complete(text, cursor, known);
    this.#start = start;
    this.#options = [...options, text.slice(start, cursor)];
    this.#index = this.#options.length - 1;
  }

  #snapshot(): string {
    return `${this.#editor.cursor} ${this.#editor.text}`;
  }
}
