import { ExpressionError, type ExpressionPlace } from "../text/expression_error.ts";

const forms = "Accepted are start, end, N, +N, -N, A:B, :B, A:end, @TIME, @TIME:TIME and @:TIME";

/** An offset expression that cannot be meant; without a hint of its own, lists what can. */
export class OffsetRangeError extends ExpressionError {
  constructor({ hint = forms, ...place }: ExpressionPlace) {
    super("offsets", { ...place, hint });
  }
}
