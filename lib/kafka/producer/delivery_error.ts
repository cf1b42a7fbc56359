import { FailedError, type FailureOptions } from "../../errors.ts";

/** Options of {@link DeliveryError}. */
export interface DeliveryFailure extends FailureOptions {
  readonly topic: string;
  /** `null` if no partition was chosen yet. */
  readonly partition: number | null;
  /** Whether the record may be in the log anyway, because a response was lost. */
  readonly mayBeWritten: boolean;
  /** Whether it was not acknowledged in time, and nothing else is known. Default: false. */
  readonly isTimeout?: boolean | undefined;
  /** Why it was not acknowledged, as a clause without a full stop. */
  readonly found: string;
}

/**
 * A record that the broker did not acknowledge.
 *
 * If {@link mayBeWritten} is false, the record is not in the log, so sending it again cannot
 * duplicate it. The broker's error, if there was one, is the `cause`.
 */
export class DeliveryError extends FailedError {
  override readonly name = "DeliveryError";
  readonly topic: string;
  readonly partition: number | null;
  readonly mayBeWritten: boolean;
  readonly isTimeout: boolean;
  readonly found: string;

  constructor(failure: DeliveryFailure) {
    const { topic, partition, mayBeWritten, found } = failure;
    const where = partition === null ? "" : ` partition ${partition}`;
    const fate = mayBeWritten ? "it may have been written" : "it was not written";
    super(
      `Cannot deliver a record to ${JSON.stringify(topic)}${where}: ${found}, ${fate}`,
      failure,
    );
    this.topic = topic;
    this.partition = partition;
    this.mayBeWritten = mayBeWritten;
    this.found = found;
    this.isTimeout = failure.isTimeout ?? false;
  }
}
