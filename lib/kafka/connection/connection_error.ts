import { type FailureOptions, WahError } from "../../errors.ts";

/** What was on the other side, as far as it could be told. */
export type ConnectionFinding =
  | "refused"
  | "unresolved"
  | "unroutable"
  | "timeout"
  | "http"
  | "tls"
  | "plaintext"
  | "certificate"
  | "foreign"
  | "closed"
  | "unlisted";

/**
 * A broker could not be reached, or the connection to it ended before the answer came.
 *
 * Always worth another try: the broker may be restarting, or its partitions may have moved. Unless
 * it is unsent, whether the request was carried out is unknown.
 */
export class ConnectionLostError extends WahError {
  override readonly name = "ConnectionLostError";
  override readonly kind = "unreachable";
  readonly retriable = true;
  /** `host:port` of the broker; null for one whose address is not known. */
  readonly address: string | null;
  readonly finding: ConnectionFinding;
  /** The finding in words, without the address. */
  readonly found: string;
  /** No connection came about, so the request cannot have been carried out. */
  readonly isUnsent: boolean;

  constructor(
    address: string | null,
    finding: ConnectionFinding,
    found: string,
    options: LostOptions = {},
  ) {
    const where = address === null ? "" : ` at ${address}`;
    super(`Cannot reach ${options.who ?? "the broker"}${where}: ${found}`, options);
    this.address = address;
    this.finding = finding;
    this.found = found;
    this.isUnsent = options.isUnsent ?? false;
  }
}

interface LostOptions extends FailureOptions {
  readonly who?: string;
  readonly isUnsent?: boolean;
}
