/** Maximum number of lines. */
const maxLines = 500;

/** What was typed before, for the keys that move through it and search it. */
export class InputHistory {
  readonly #lines: string[] = [];
  /** The line that is shown; the number of lines if it is the one being typed. */
  #index = 0;
  /** The line that was being typed before {@link previous}. */
  #draft = "";

  /** Adds a line, unless it repeats the last one, and returns to the line being typed. */
  add(line: string): void {
    if (line.trim() !== "" && this.#lines.at(-1) !== line) this.#lines.push(line);
    if (this.#lines.length > maxLines) this.#lines.shift();
    this.#index = this.#lines.length;
    this.#draft = "";
  }

  /** Returns the line before the shown one; undefined if there is none. */
  previous(shown: string): string | undefined {
    if (this.#index === 0) return undefined;
    if (this.#index === this.#lines.length) this.#draft = shown;
    return this.#lines[--this.#index];
  }

  /** Returns the line after the shown one, at last the one being typed; undefined beyond it. */
  next(): string | undefined {
    if (this.#index === this.#lines.length) return undefined;
    return this.#lines[++this.#index] ?? this.#draft;
  }

  /**
   * Returns the newest line that contains a text, ignoring case; undefined if none does.
   *
   * @param skip Number of newer lines with the text to skip.
   */
  search(text: string, skip = 0): string | undefined {
    const wanted = text.toLowerCase();
    const found = this.#lines.filter((line) => line.toLowerCase().includes(wanted));
    return wanted === "" ? undefined : [...new Set(found.toReversed())][skip];
  }
}
