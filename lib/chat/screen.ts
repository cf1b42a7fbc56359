import * as readline from "node:readline";
import type { Terminal } from "../context.ts";

/** What a screen tells its owner. */
export interface ScreenEvents {
  /** A line was typed and entered. */
  onLine(line: string): void;
  /** Ctrl-C, Ctrl-D, or the terminal went away. */
  onLeave(): void;
}

/**
 * A prompt at the bottom of a terminal, and lines printed above it.
 *
 * What is being typed stays whole whatever is printed meanwhile, and the terminal keeps its own
 * scrollback. A line that was entered is taken off the screen: its owner shows what came of it.
 */
export class Screen implements Disposable {
  readonly #input: NodeJS.ReadStream;
  readonly #output: NodeJS.WriteStream;
  readonly #editor: readline.Interface;
  /** Rows that the line took below that of the prompt, when its end was last reached. */
  #lineRows = 0;
  /** Whether there is a prompt; Ctrl-D ends the editor by itself. */
  #isEditing = true;

  constructor({ input, output }: Terminal, prompt: string, events: ScreenEvents) {
    this.#input = input;
    this.#output = output;
    output.prependListener("resize", this.#adaptRows);
    this.#editor = readline.createInterface({ input, output, prompt, terminal: true });
    input.prependListener("keypress", this.#beforeKey);
    this.#editor.on("line", (line) => {
      this.#erase(this.#lineRows + 1);
      this.#editor.prompt();
      events.onLine(line);
    });
    this.#editor.on("SIGINT", () => events.onLeave());
    this.#editor.on("close", () => {
      this.#erase(this.#editor.getCursorPos().rows);
      this.#isEditing = false;
      events.onLeave();
    });
    this.#editor.prompt();
  }

  /** Prints lines above the prompt, if there still is one. */
  print(lines: readonly string[]): void {
    if (lines.length === 0) return;
    if (this.#isEditing) this.#erase(this.#editor.getCursorPos().rows);
    this.#output.write(lines.map((line) => `${line}\n`).join(""));
    if (this.#isEditing) this.#editor.prompt(true);
  }

  /** Changes the prompt; what is being typed stays. */
  setPrompt(prompt: string): void {
    if (!this.#isEditing) return;
    this.#erase(this.#editor.getCursorPos().rows);
    this.#editor.setPrompt(prompt);
    this.#editor.prompt(true);
  }

  /** Takes the prompt away and gives the terminal back as it was. */
  [Symbol.dispose](): void {
    this.#output.off("resize", this.#adaptRows);
    this.#input.off("keypress", this.#beforeKey);
    this.#editor.close();
  }

  /** Clears everything from the row `rowsUp` above the cursor on. */
  #erase(rowsUp: number): void {
    readline.cursorTo(this.#output, 0);
    readline.moveCursor(this.#output, 0, -rowsUp);
    readline.clearScreenDown(this.#output);
    this.#setEditorRows(0);
  }

  /**
   * A terminal wraps the typed line anew when its width changes, so the editor's memory of the row
   * that it left the cursor in is wrong by the time it redraws.
   */
  readonly #adaptRows = (): void => this.#setEditorRows(this.#editor.getCursorPos().rows);

  /** Entering a line leaves the cursor below its end, and the editor without a memory of it. */
  readonly #beforeKey = (_: unknown, key: readline.Key | undefined): void => {
    if (key?.name !== "return" && key?.name !== "enter") return;
    const state = this.#editor as { cursor: number };
    const { cursor } = state;
    state.cursor = this.#editor.line.length;
    this.#lineRows = this.#editor.getCursorPos().rows;
    state.cursor = cursor;
  };

  /** Node keeps the row that it left the cursor in as a plain property. */
  #setEditorRows(rows: number): void {
    (this.#editor as { prevRows?: number }).prevRows = rows;
  }
}
