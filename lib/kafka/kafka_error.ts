import { FailedError, type FailureOptions } from "../errors.ts";
import { describeErrorCode, errorCodes } from "../wire/errors.ts";

/** An error that a broker answered with. */
export class KafkaError extends FailedError {
  override readonly name = "KafkaError";
  readonly code: number;
  /** Kafka's name of it, such as `UNKNOWN_TOPIC_OR_PARTITION`. */
  readonly codeName: string;
  /** Whether the same request may succeed when it is sent again later. */
  readonly retriable: boolean;
  /** What could not be done, such as `create topic "a"`; undefined if it was not stated. */
  readonly action: string | undefined;
  /** What it means: the broker's own words where it gave any, else ours. */
  readonly reason: string;

  constructor(code: number, reason?: string | null, options: Doing = {}) {
    const { name, retriable, sentence } = describeErrorCode(code);
    const words = reason ? reason.trim().replace(/\.$/, "") : sentence;
    const { action } = options;
    super(
      action === undefined ? `${name}: ${words}` : `Cannot ${action}: ${words} (${name})`,
      options,
    );
    this.code = code;
    this.codeName = name;
    this.retriable = retriable;
    this.reason = words;
    this.action = action;
  }

  /** The same error as what came of `action`, such as `create topic "a"`. */
  during(action: string, hint = this.hint): KafkaError {
    return new KafkaError(this.code, this.reason, {
      action,
      cause: this,
      ...(hint === undefined ? {} : { hint }),
    });
  }
}

interface Doing extends FailureOptions {
  readonly action?: string;
}

/** The error of a response's error code and message; null for code 0. */
export function toKafkaError(code: number, reason?: string | null): KafkaError | null {
  return code === 0 ? null : new KafkaError(code, reason);
}

const omitted = "the broker's response omits it";

/** The error of something that a request named and the broker's response does not mention. */
export function omissionError(): KafkaError {
  return new KafkaError(errorCodes.UNKNOWN_SERVER_ERROR, omitted);
}

/** Whether `error` is an {@link omissionError}. */
export function isOmission(error: KafkaError | null): boolean {
  return error?.code === errorCodes.UNKNOWN_SERVER_ERROR && error.reason === omitted;
}
