/** Ends the program with a status and without a word: what there was to say has been said. */
export class ExitStatus extends Error {
  override readonly name = "ExitStatus";
  readonly status: number;

  constructor(status: number) {
    super(`The status is ${status}`);
    this.status = status;
  }
}
