import { ExpressionError, type ExpressionProblem } from "../../text/expression_error.ts";

const forms = "Use start, end, N, +N, -N, A:B, :B, A:end, @TIME, @TIME:TIME or @:TIME";

/** An offset expression that is not valid. Default hint: the list of valid forms. */
export class OffsetRangeError extends ExpressionError {
  constructor({ hint = forms, ...place }: ExpressionProblem) {
    super("offsets", { ...place, hint });
  }
}
