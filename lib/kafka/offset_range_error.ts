import { UsageError } from "../errors.ts";

/** What an {@link OffsetRangeError} knows about the place it points at. */
export interface OffsetRangePlace {
  /** The whole expression, as it was typed. */
  readonly text: string;
  /** Where in `text` the trouble begins, counted from 0; its length means "at the end". */
  readonly index: number;
  /** What was found there, as a clause without a full stop. */
  readonly found: string;
  readonly hint?: string;
}

const forms = "Accepted are start, end, N, +N, -N, A:B, :B, A:end, @TIME, @TIME:TIME and @:TIME";

/**
 * An offset expression that cannot be meant; points at the place.
 *
 * The message is one line and names the column; {@link detail} is the expression with a caret
 * below that column, for whoever prints more than the message.
 */
export class OffsetRangeError extends UsageError {
  /** Column of the trouble, counted from 1. */
  readonly column: number;
  /** Two lines: the expression, and a caret under {@link column}. */
  readonly detail: string;

  constructor({ text, index, found, hint = forms }: OffsetRangePlace) {
    const shown = JSON.stringify(text);
    super(`Cannot read offsets ${shown}: ${found}, at column ${index + 1}`, { hint });
    this.column = index + 1;
    // Escapes widen the quoted text, so that the caret follows what is shown rather than typed.
    const before = JSON.stringify(text.slice(0, index)).length - 1;
    this.detail = `${shown}\n${" ".repeat(before)}^`;
  }
}
