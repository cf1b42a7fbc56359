import xterm from "@xterm/headless";
import type { TerminalSize } from "../../../../../lib/context.ts";

/** A terminal emulator: what a person sees, cell by cell. */
export class Emulator implements Disposable {
  readonly #terminal: InstanceType<typeof xterm.Terminal>;

  constructor({ columns, rows }: TerminalSize) {
    this.#terminal = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true });
  }

  /** Resolves when the emulator has handled the output. */
  write(text: string): Promise<void> {
    return new Promise((resolve) => this.#terminal.write(text, resolve));
  }

  resize({ columns, rows }: TerminalSize): void {
    this.#terminal.resize(columns, rows);
  }

  /** The rows of the screen, without blanks at their ends. */
  rows(): string[] {
    const { active } = this.#terminal.buffer;
    return Array.from({ length: this.#terminal.rows }, (_, row) => (
      active.getLine(active.viewportY + row)!.translateToString().trimEnd()
    ));
  }

  /** The character of a cell; empty if a wide character to its left covers it. */
  textAt(row: number, column: number): string {
    const { active } = this.#terminal.buffer;
    return active.getLine(active.viewportY + row)!.getCell(column)!.getChars();
  }

  /** Whether a cell is bold, dim or inverse. */
  isMarked(row: number, column: number): boolean {
    const { active } = this.#terminal.buffer;
    const cell = active.getLine(active.viewportY + row)!.getCell(column)!;
    return cell.isBold() !== 0 || cell.isDim() !== 0 || cell.isInverse() !== 0;
  }

  /** The color of a cell: `default`, an index of the palette, or `#RRGGBB`. */
  colorOf(row: number, column: number): string {
    const { active } = this.#terminal.buffer;
    const cell = active.getLine(active.viewportY + row)!.getCell(column)!;
    if (cell.isFgDefault()) return "default";
    const color = cell.getFgColor();
    return cell.isFgRGB() ? `#${color.toString(16).padStart(6, "0")}` : String(color);
  }

  /** Whether the alternate screen is shown. */
  get isAlternate(): boolean {
    return this.#terminal.buffer.active.type === "alternate";
  }

  /** The place of the cursor. */
  get cursor(): { readonly row: number; readonly column: number } {
    const { cursorX, cursorY } = this.#terminal.buffer.active;
    return { row: cursorY, column: cursorX };
  }

  [Symbol.dispose](): void {
    this.#terminal.dispose();
  }
}
