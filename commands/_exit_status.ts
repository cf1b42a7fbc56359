/** Exits with a status and prints nothing more; the output has been written. */
export class ExitStatus extends Error {
  override readonly name = "ExitStatus";
  readonly status: number;

  constructor(status: number) {
    super(`The status is ${status}`);
    this.status = status;
  }
}
