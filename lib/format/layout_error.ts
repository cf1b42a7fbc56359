import { UsageError } from "../errors.ts";

/** What a {@link LayoutError} knows about the place it points at. */
export interface LayoutPlace {
  /** The whole layout, as it was typed. */
  readonly text: string;
  /** Where in `text` the trouble begins, counted from 0; its length means "at the end". */
  readonly index: number;
  /** What was found there and what is accepted, as a clause without a full stop. */
  readonly found: string;
  readonly hint?: string | undefined;
}

/** A percent layout that cannot be meant; its message names the column. */
export class LayoutError extends UsageError {
  /** Column of the trouble, counted in characters from 1. */
  readonly column: number;

  constructor({ text, index, found, hint }: LayoutPlace) {
    const column = [...text.slice(0, index)].length + 1;
    super(
      `Cannot read format ${JSON.stringify(text)}: ${found}, at column ${column}`,
      hint === undefined ? {} : { hint },
    );
    this.column = column;
  }
}
