import { FailedError } from "../errors.ts";
import type { RecordView } from "../wire/batches/record_view.ts";
import { CelFailure, compileCel } from "./cel.ts";
import { type PartDecoder, recordVariables, variableReader } from "./record_variables.ts";
import type { FilterSource, RecordFilter } from "./record_filter.ts";

/** Options of {@link parseWhere}. */
export interface WhereOptions {
  /** Whether a record for which the expression fails ends the reading. Default: it is counted. */
  readonly strict?: boolean;
  /** Default: keys and values are not decoded. */
  readonly decode?: PartDecoder;
}

/** A filter by an expression. */
export interface WhereFilter extends RecordFilter {
  /** Number of records for which the expression failed; they do not match. */
  readonly failures: number;
  /** Where and why it failed first, as a clause; null if it never did. */
  readonly firstFailure: string | null;
}

/**
 * Compiles an expression in the Common Expression Language over a record.
 *
 * Its variables are `topic`, `partition`, `offset`, `timestamp`, `key` (text or null), `value`
 * (parsed if it is JSON, otherwise text; null for a tombstone) and `headers` (a map from names to
 * texts; the last of several headers with one name counts). Bytes that are not UTF-8 are U+FFFD.
 * With `decode`, key and value are what that returns.
 *
 * @throws {ExpressionError} If the expression is invalid. From `matches`, if `strict`:
 * @throws {FailedError} If the expression has no value for a record, or one that is not a boolean.
 */
export async function parseWhere(text: string, options: WhereOptions = {}): Promise<WhereFilter> {
  const expression = await compileCel(text, { variables: recordVariables, type: "bool" });
  const variablesOf = variableReader(expression.variables, options.decode);
  let failures = 0;
  let firstFailure: string | null = null;
  const fail = (reason: string, record: RecordView, source: FilterSource): false => {
    const place = `${JSON.stringify(source.topic)} partition ${source.partition} ` +
      `offset ${record.offset}`;
    if (options.strict) {
      throw new FailedError(`Cannot test the record at ${place}: ${reason}`, {
        hint: "Test with has(...) first, or omit --strict to skip such records",
      });
    }
    failures++;
    firstFailure ??= `${place}: ${reason}`;
    return false;
  };
  return {
    get failures(): number {
      return failures;
    },
    get firstFailure(): string | null {
      return firstFailure;
    },
    matches(record, source): boolean {
      const variables = variablesOf(record, source);
      let result: unknown;
      try {
        result = expression.evaluate(variables);
      } catch (error) {
        if (error instanceof CelFailure) return fail(error.message, record, source);
        throw error;
      }
      if (typeof result === "boolean") return result;
      return fail("the value of the expression is not a boolean", record, source);
    },
  };
}
