import { type Completable, complete } from "./completion.ts";
import type { LineEditor } from "./line_editor.ts";

/** Cycles through completions with each press of Tab; the typed word comes after the last one. */
export class TabCycle {
  readonly #editor: LineEditor;
  #start = 0;
  /** The completions, then the typed word. */
  #options: readonly string[] = [];
  #index = 0;
  /** The state after the last Tab; if the line differs, a new cycle begins. */
  #lastState: string | undefined;

  constructor(editor: LineEditor) {
    this.#editor = editor;
  }

  /** Replaces the word at the cursor with the next completion; returns false if there is none. */
  next(known: Completable, { back = false } = {}): boolean {
    if (this.#lastState !== this.#snapshot()) this.#begin(known);
    const count = this.#options.length;
    if (count < 2) return false;
    this.#index = (this.#index + (back ? count - 1 : 1)) % count;
    this.#editor.replace(this.#start, this.#options[this.#index]!);
    this.#lastState = this.#snapshot();
    // After the only completion, another Tab completes the next word.
    if (count === 2) this.#lastState = undefined;
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
