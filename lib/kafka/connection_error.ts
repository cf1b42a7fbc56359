import { type FailureOptions, WahError } from "../errors.ts";

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
 * Always worth another try: the broker may be restarting, or its partitions may have moved. Whether
 * the request was carried out is unknown.
 */
export class ConnectionLostError extends WahError {
  override readonly name = "ConnectionLostError";
  override readonly kind = "unreachable";
  readonly retriable = true;
  /** `host:port` of the broker. */
  readonly address: string;
  readonly finding: ConnectionFinding;
  /** The finding in words, without the address. */
  readonly found: string;

  constructor(
    address: string,
    finding: ConnectionFinding,
    found: string,
    options: FailureOptions & { readonly who?: string } = {},
  ) {
    super(`Cannot reach ${options.who ?? "the broker"} at ${address}: ${found}`, options);
    this.address = address;
    this.finding = finding;
    this.found = found;
  }
}
