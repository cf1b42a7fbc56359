import * as readline from "node:readline";
import type { Terminal } from "../context.ts";
import { screenRows } from "./screen_rows.ts";

/** What a screen tells its owner. */
export interface ScreenEvents {
  /** A line was typed and entered. */
  onLine(line: string): void;
  /** Ctrl-C, Ctrl-D, or the terminal went away. */
  onLeave(): void;
}

/** The row that a line editor believes the cursor to be in; node keeps it as a plain property. */
interface EditorRows {
  prevRows: number;
}

/**
 * A prompt at the bottom of a terminal, and lines printed above it.
 *
 * What is being typed stays whole whatever is printed meanwhile, and the terminal keeps its own
 * scrollback. A line that was entered is taken off the screen: its owner shows what came of it.
 */
export class Screen implements Disposable {
  readonly #output: NodeJS.WriteStream;
  readonly #editor: readline.Interface;
  #isClosed = false;

  constructor({ input, output }: Terminal, prompt: string, events: ScreenEvents) {
    this.#output = output;
    output.prependListener("resize", this.#adaptRows);
    this.#editor = readline.createInterface({ input, output, prompt, terminal: true });
    this.#editor.on("line", (line) => {
      this.#erase(screenRows(this.#editor.getPrompt() + line, output.columns) + 1);
      this.#editor.prompt();
      events.onLine(line);
    });
    this.#editor.on("SIGINT", () => events.onLeave());
    this.#editor.on("close", () => events.onLeave());
    this.#editor.prompt();
  }

  /** Prints lines above the prompt. */
  print(lines: readonly string[]): void {
    if (this.#isClosed || lines.length === 0) return;
    this.#erase(this.#editor.getCursorPos().rows);
    this.#output.write(lines.map((line) => `${line}\n`).join(""));
    this.#editor.prompt(true);
  }

  /** Changes the prompt; what is being typed stays. */
  setPrompt(prompt: string): void {
    if (this.#isClosed) return;
    this.#erase(this.#editor.getCursorPos().rows);
    this.#editor.setPrompt(prompt);
    this.#editor.prompt(true);
  }

  /** Takes the prompt away and gives the terminal back as it was. */
  [Symbol.dispose](): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#erase(this.#editor.getCursorPos().rows);
    this.#output.off("resize", this.#adaptRows);
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
  #adaptRows = (): void => this.#setEditorRows(this.#editor.getCursorPos().rows);

  #setEditorRows(rows: number): void {
    (this.#editor as readline.Interface & EditorRows).prevRows = rows;
  }
}
