/** What kind of failure an error is; `main.ts` maps each kind to one exit status. */
export type FailureKind = "failed" | "usage" | "unreachable" | "unhealthy" | "interrupted";

/** What every error of this project may carry beyond its message. */
export interface FailureOptions {
  /** The next thing to try, as one sentence without a full stop. */
  readonly hint?: string;
  /** The error underneath, shown with `-v`. */
  readonly cause?: unknown;
}

/**
 * Root of every error that is meant for a person.
 *
 * The message is one line in the grammar "Cannot <action> <quoted value>: <what was found>",
 * without a full stop. Whatever is not a `WahError` is a defect of the program.
 */
export abstract class WahError extends Error {
  abstract override readonly name: string;
  abstract readonly kind: FailureKind;
  readonly hint: string | undefined;

  constructor(message: string, options: FailureOptions = {}) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.hint = options.hint;
  }
}

/** What was asked cannot be done: a refusal of the broker, an item of several that failed. */
export class FailedError extends WahError {
  override readonly name: string = "FailedError";
  override readonly kind = "failed";
}

/** Several items failed for different reasons; each reason is an error of its own. */
export class SeveralFailedError extends WahError {
  override readonly name = "SeveralFailedError";
  override readonly kind = "failed";
  readonly failures: readonly FailedError[];

  /** @param failures At least one. */
  constructor(failures: readonly FailedError[]) {
    super(failures.map(({ message }) => message).join("; "), { cause: failures[0] });
    this.failures = failures;
  }
}

/** The command line is invalid: an unknown flag, an invalid value, a missing argument. */
export class UsageError extends WahError {
  override readonly name = "UsageError";
  override readonly kind = "usage";
}

/** No broker answered at any of the addresses tried. */
export class UnreachableError extends WahError {
  override readonly name = "UnreachableError";
  override readonly kind = "unreachable";
}

/** The cluster answered, and its answer is that it is not healthy. */
export class UnhealthyError extends WahError {
  override readonly name = "UnhealthyError";
  override readonly kind = "unhealthy";
}

/** A signal that asks the program to stop; `SIGINT` stands for Ctrl-Break on Windows too. */
export type StopSignal = "SIGINT" | "SIGTERM" | "SIGHUP";

/** Something asked the program to stop: Ctrl-C, or a signal that means the same. */
export class InterruptedError extends WahError {
  override readonly name = "InterruptedError";
  override readonly kind = "interrupted";
  /** The signal that arrived. Default: `SIGINT`. */
  readonly signal: StopSignal;

  constructor(
    message = "Interrupted",
    { signal = "SIGINT", ...options }: FailureOptions & { readonly signal?: StopSignal } = {},
  ) {
    super(message, options);
    this.signal = signal;
  }
}

/**
 * The signal behind an aborted `AbortSignal`, for an error that replaces its reason; `SIGINT` if
 * the reason is not an {@link InterruptedError}.
 */
export function stopSignalOf({ reason }: AbortSignal): StopSignal {
  return reason instanceof InterruptedError ? reason.signal : "SIGINT";
}

/** The reader of our stdout went away (`| head`); the command ends quietly with status 0. */
export class ClosedPipeError extends Error {
  override readonly name = "ClosedPipeError";
}
