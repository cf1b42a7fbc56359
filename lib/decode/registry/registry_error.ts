import { FailedError } from "../../errors.ts";

/** The schema registry answered that it does not have what was requested. */
export class NotRegisteredError extends FailedError {
  override readonly name = "NotRegisteredError";
  /** What it does not have, as a clause, for example `there is no schema 7`. */
  readonly found: string;

  constructor(message: string, found: string, options: { readonly hint?: string } = {}) {
    super(message, options);
    this.found = found;
  }
}
