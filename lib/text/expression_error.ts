import { UsageError } from "../errors.ts";

/** Options of {@link ExpressionError}. */
export interface ExpressionProblem {
  /** The whole expression. */
  readonly text: string;
  /** The position of the problem in `text`, counted from 0; its length means the end. */
  readonly index: number;
  /** The position after the problem. Default: one character after `index`. */
  readonly end?: number | undefined;
  /** What was found there and what was expected, as a clause without a full stop. */
  readonly found: string;
  readonly hint?: string | undefined;
}

/** Where the problem of an {@link ExpressionError} is, for those who show the expression. */
export interface ExpressionPlace extends Pick<ExpressionProblem, "text" | "index" | "end"> {
  /** The message without the expression. */
  readonly message: string;
}

/** An invalid expression; its message has the column of the problem. */
export class ExpressionError extends UsageError {
  /** Column of the problem in its line, counted in characters from 1. */
  readonly column: number;
  readonly place: ExpressionPlace;

  /** @param kind The kind of expression, to follow "Cannot read". */
  constructor(kind: string, { text, index, end, found, hint }: ExpressionProblem) {
    const lines = text.slice(0, index).split("\n");
    const column = [...lines.at(-1)!].length + 1;
    const line = text.trimEnd().includes("\n") ? `line ${lines.length}, ` : "";
    const what = `${found}, at ${line}column ${column}`;
    super(
      `Cannot read ${kind} ${JSON.stringify(text)}: ${what}`,
      hint === undefined ? {} : { hint },
    );
    this.column = column;
    this.place = { text, index, end, message: `Cannot read ${kind}: ${what}` };
  }
}
