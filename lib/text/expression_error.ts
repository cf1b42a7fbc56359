import { UsageError } from "../errors.ts";

/** Options of {@link ExpressionError}. */
export interface ExpressionProblem {
  /** The whole expression. */
  readonly text: string;
  /** The position of the problem in `text`, counted from 0; its length means the end. */
  readonly index: number;
  /** What was found there and what was expected, as a clause without a full stop. */
  readonly found: string;
  readonly hint?: string | undefined;
}

/** An invalid expression; its message has the column of the problem. */
export class ExpressionError extends UsageError {
  /** Column of the problem, counted in characters from 1. */
  readonly column: number;

  /** @param kind The kind of expression, to follow "Cannot read". */
  constructor(kind: string, { text, index, found, hint }: ExpressionProblem) {
    const column = [...text.slice(0, index)].length + 1;
    super(
      `Cannot read ${kind} ${JSON.stringify(text)}: ${found}, at column ${column}`,
      hint === undefined ? {} : { hint },
    );
    this.column = column;
  }
}
