import { FailedError, type FailureOptions } from "../../errors.ts";

/** Which record an undelivered one was, and how much is known of its fate. */
export interface DeliveryFailure extends FailureOptions {
  readonly topic: string;
  /** `null` while no partition was chosen. */
  readonly partition: number | null;
  /** Whether the log may hold the record all the same: an answer was lost on the way. */
  readonly mayBeWritten: boolean;
  /** What stopped it, as a clause without a full stop. */
  readonly found: string;
}

/**
 * A record that was not acknowledged.
 *
 * Unless {@link mayBeWritten} says otherwise, the record is certain not to be in the log, so that
 * sending it again cannot double it. The broker's own error, if there was one, is the `cause`.
 */
export class DeliveryError extends FailedError {
  override readonly name = "DeliveryError";
  readonly topic: string;
  readonly partition: number | null;
  readonly mayBeWritten: boolean;

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
  }
}
