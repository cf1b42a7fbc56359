import { after } from "../../../async/timer.ts";
import type { Terminal } from "../../../context.ts";
import { CellBuffer } from "./cells/cell_buffer.ts";
import { type CellPosition, paintFrame } from "./cells/paint_frame.ts";

/** Draws the screen into an empty buffer, and returns the place of the cursor. */
export type DrawFrame = (buffer: CellBuffer) => CellPosition | undefined;

/** The least time between two frames that no key asks for, in milliseconds. */
const frameMs = 16;
/** The most bytes that terminals accept for their clipboard. */
const maxCopiedBytes = 74_000;
const enter = [
  ...["\x1b[?1049h", "\x1b[?2004h"],
  // Rows are broken here, and not by the terminal.
  "\x1b[?7l",
  // Buttons and wheel of the mouse, without movements.
  ...["\x1b[?1000h", "\x1b[?1006h"],
].join("");
const leave = [
  ...["\x1b[0m", "\x1b[?1006l", "\x1b[?1000l", "\x1b[?7h", "\x1b[?2004l", "\x1b[?25h"],
  // Ends an update that was cut off, and returns to the screen that was there before.
  ...["\x1b[?2026l", "\x1b[?1049l"],
].join("");
const askBackground = "\x1b]11;?\x07";
const bell = "\x07";

/**
 * Shows frames on the alternate screen of a terminal, and restores the terminal in the end, also if
 * the program ends without disposing of this.
 *
 * A slow terminal shows fewer frames: the next one is drawn when it has accepted the last one.
 */
export class FullDisplay implements Disposable {
  readonly #terminal: Terminal;
  readonly #draw: DrawFrame;
  readonly #resources = new DisposableStack();
  #shown: CellBuffer | undefined;
  #spare: CellBuffer | undefined;
  #isWriting = false;
  #isOutdated = false;
  #isPaused = false;
  #lastFrameAt = -Infinity;
  #cancelFrame: (() => void) | undefined;

  constructor(terminal: Terminal, draw: DrawFrame) {
    this.#terminal = terminal;
    this.#draw = draw;
    this.#resources.use(terminal.onExit(leave));
    this.#resources.use(terminal.onResize(() => this.redrawAll()));
    terminal.write(enter + askBackground);
  }

  /** Shows the next frame, at once or when the terminal has accepted the last one. */
  refresh(): void {
    this.#cancelFrame?.();
    this.#cancelFrame = undefined;
    if (this.#isWriting) this.#isOutdated = true;
    else this.#showFrame();
  }

  /** Shows the next frame soon: several calls in a short time lead to one frame. */
  refreshSoon(): void {
    if (this.#cancelFrame !== undefined || this.#isPaused) return;
    const waitMs = this.#lastFrameAt + frameMs - performance.now();
    if (waitMs <= 0) return this.refresh();
    this.#cancelFrame = after(waitMs, () => this.refresh());
  }

  /** Writes the whole screen again. */
  redrawAll(): void {
    this.#shown = undefined;
    this.refresh();
  }

  /** Rings the bell of the terminal. */
  ring(): void {
    if (!this.#isPaused) this.#terminal.write(bell);
  }

  /**
   * Puts a text into the clipboard of the terminal (OSC 52).
   *
   * @returns Whether it is short enough.
   */
  copy(text: string): boolean {
    const bytes = new TextEncoder().encode(text);
    if (bytes.length > maxCopiedBytes) return false;
    this.#terminal.write(`\x1b]52;c;${bytes.toBase64()}\x07`);
    return true;
  }

  /** Restores the terminal until {@link resume}, so that other programs can use it. */
  pause(): void {
    this.#isPaused = true;
    this.#terminal.write(leave);
  }

  /** Shows the screen again after {@link pause}. */
  resume(): void {
    this.#isPaused = false;
    this.#terminal.write(enter);
    this.redrawAll();
  }

  [Symbol.dispose](): void {
    this.#cancelFrame?.();
    if (!this.#isPaused) this.#terminal.write(leave);
    this.#isPaused = true;
    this.#resources[Symbol.dispose]();
  }

  #showFrame(): void {
    if (this.#isPaused) return;
    this.#isOutdated = false;
    const size = this.#terminal.size();
    let buffer = this.#spare;
    if (buffer?.columns === size.columns && buffer.rows === size.rows) buffer.clear();
    else buffer = new CellBuffer(size);
    const cursor = this.#draw(buffer);
    this.#terminal.write(paintFrame(buffer, this.#shown, cursor));
    this.#spare = this.#shown;
    this.#shown = buffer;
    this.#lastFrameAt = performance.now();
    this.#isWriting = true;
    void this.#awaitTerminal();
  }

  async #awaitTerminal(): Promise<void> {
    await this.#terminal.drain();
    this.#isWriting = false;
    if (this.#isOutdated) this.#showFrame();
  }
}
