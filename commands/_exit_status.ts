import type { StopSignal } from "../lib/errors.ts";

/** The exit status after each signal: 128 plus its number, as shells have it. */
export const stopStatuses: Readonly<Record<StopSignal, number>> = {
  SIGHUP: 129,
  SIGINT: 130,
  SIGTERM: 143,
};

/** Ends the program with a status and without a word: what there was to say has been said. */
export class ExitStatus extends Error {
  override readonly name = "ExitStatus";
  readonly status: number;

  constructor(status: number) {
    super(`The status is ${status}`);
    this.status = status;
  }
}
