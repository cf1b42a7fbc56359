import { UsageError } from "../errors.ts";

/** What an {@link ExpressionError} knows about the place that it points at. */
export interface ExpressionPlace {
  /** The whole expression, as it was typed. */
  readonly text: string;
  /** Where in `text` the trouble begins, counted from 0; its length means "at the end". */
  readonly index: number;
  /** What was found there and what is accepted, as a clause without a full stop. */
  readonly found: string;
  readonly hint?: string | undefined;
}

/** An expression of a command line that cannot be meant; its message names the column. */
export class ExpressionError extends UsageError {
  /** Column of the trouble, counted in characters from 1. */
  readonly column: number;

  /** @param kind What the expression is, to follow "Cannot read". */
  constructor(kind: string, { text, index, found, hint }: ExpressionPlace) {
    const column = [...text.slice(0, index)].length + 1;
    super(
      `Cannot read ${kind} ${JSON.stringify(text)}: ${found}, at column ${column}`,
      hint === undefined ? {} : { hint },
    );
    this.column = column;
  }
}
