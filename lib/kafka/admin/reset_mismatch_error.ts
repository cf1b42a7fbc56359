import { FailedError } from "../../errors.ts";

/** A topic that differs after its reset from what the reset should have created. */
export class ResetMismatchError extends FailedError {
  override readonly name = "ResetMismatchError";
  readonly topic: string;

  /** @param difference What differs, to follow a colon. */
  constructor(topic: string, difference: string) {
    super(`Cannot confirm the reset of topic "${topic}": ${difference}`);
    this.topic = topic;
  }
}
