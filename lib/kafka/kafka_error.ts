import { FailedError, type FailureOptions } from "../errors.ts";
import { describeErrorCode, errorCodes } from "../wire/errors.ts";
import {
  type CheckedRequest,
  missingRight,
  missingRightHint,
  type RequiredRight,
} from "./required_right.ts";

/** An error code in a broker's response. */
export class KafkaError extends FailedError {
  override readonly name = "KafkaError";
  readonly code: number;
  /** Kafka's name of the code, such as `UNKNOWN_TOPIC_OR_PARTITION`. */
  readonly codeName: string;
  /** Whether the same request may succeed later. */
  readonly retriable: boolean;
  /** The action that failed, such as `create topic "a"`; undefined if it was not stated. */
  readonly action: string | undefined;
  /** The meaning: the broker's message if it sent one, otherwise wah's. */
  readonly reason: string;
  /** The right that the client lacks; undefined if the error is another one, or names none. */
  readonly missingRight: RequiredRight | undefined;

  constructor(code: number, reason?: string | null, options: Doing = {}) {
    const { name, retriable, sentence } = describeErrorCode(code);
    const words = reason ? reason.trim().replace(/\.$/, "") : sentence;
    const { action, missingRight } = options;
    super(
      action === undefined ? `${name}: ${words}` : `Cannot ${action}: ${words} (${name})`,
      options,
    );
    this.code = code;
    this.codeName = name;
    this.retriable = retriable;
    this.reason = words;
    this.action = action;
    this.missingRight = missingRight;
  }

  /** Returns the same error as the failure of `action`, such as `create topic "a"`. */
  during(action: string, hint = this.hint): KafkaError {
    return new KafkaError(this.code, this.reason, {
      action,
      cause: this,
      ...(this.missingRight === undefined ? {} : { missingRight: this.missingRight }),
      ...(hint === undefined ? {} : { hint }),
    });
  }
}

/**
 * Waits for a result; throws a {@link KafkaError} of it as the failure of `action`.
 *
 * @param hintOf Returns a hint for an error; undefined for the error's own hint, the default.
 */
export async function duringAction<Result>(
  action: string,
  result: Promise<Result>,
  hintOf: (error: KafkaError) => string | undefined = () => undefined,
): Promise<Result> {
  try {
    return await result;
  } catch (error) {
    throw error instanceof KafkaError ? error.during(action, hintOf(error) ?? error.hint) : error;
  }
}

interface Doing extends FailureOptions {
  readonly action?: string;
  readonly missingRight?: RequiredRight;
}

/**
 * Returns the error for a response's error code and message; null for code 0. If the client is not
 * authorized, the error names the operation and the resource that the cluster checked for
 * `request`.
 */
export function toKafkaError(
  code: number,
  reason?: string | null,
  request?: CheckedRequest,
): KafkaError | null {
  if (code === 0) return null;
  const right = request === undefined ? null : missingRight(code, request);
  return right === null ? new KafkaError(code, reason) : missingRightError(code, right);
}

/** Returns the error of a client that lacks a right. */
export function missingRightError(code: number, right: RequiredRight): KafkaError {
  return new KafkaError(code, `not authorized for ${right.text}`, {
    missingRight: right,
    hint: missingRightHint(right),
  });
}

const omitted = "the broker's response omits it";

/** Returns the error for an item that the request named and the response omits. */
export function omissionError(): KafkaError {
  return new KafkaError(errorCodes.UNKNOWN_SERVER_ERROR, omitted);
}

/** Returns whether `error` is an {@link omissionError}. */
export function isOmission(error: KafkaError | null): boolean {
  return error?.code === errorCodes.UNKNOWN_SERVER_ERROR && error.reason === omitted;
}
