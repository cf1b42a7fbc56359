import type { StopSignal } from "../../lib/errors.ts";

/** The exit status after each signal: 128 plus its number, as in shells. */
export const stopStatuses: Readonly<Record<StopSignal, number>> = {
  SIGHUP: 129,
  SIGINT: 130,
  SIGTERM: 143,
};

/** Exits with a status and prints nothing more; the output has been written. */
export class ExitStatus extends Error {
  override readonly name = "ExitStatus";
  readonly status: number;

  constructor(status: number) {
    super(`The status is ${status}`);
    this.status = status;
  }
}
