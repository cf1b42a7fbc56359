import { type FailureOptions, WahError } from "../../errors.ts";

/** What was found on the other side. */
export type ConnectionFinding =
  | "refused"
  | "unresolved"
  | "unroutable"
  | "timeout"
  | "http"
  | "tls"
  | "plaintext"
  /** The broker's certificate is of an unknown authority, or damaged. */
  | "certificate"
  /** The broker's certificate has expired, or is not valid yet. */
  | "certificate-time"
  /** The broker's certificate is for other host names. */
  | "certificate-name"
  /** The broker requires a certificate of the client, and none is set. */
  | "no-client-certificate"
  /** The broker does not accept the certificate of the client. */
  | "client-certificate"
  /** The broker ended the TLS handshake for another reason. */
  | "handshake"
  /** The server that issues tokens for logins is not available. */
  | "token"
  | "foreign"
  | "closed"
  | "unlisted";

/**
 * A broker could not be reached, or the connection to it ended before the answer came.
 *
 * Worth another try: the broker may be restarting, or its partitions may have moved. Unless
 * `isUnsent` is set, the broker may have carried out the request.
 */
export class ConnectionLostError extends WahError {
  override readonly name = "ConnectionLostError";
  override readonly kind = "unreachable";
  readonly retriable = true;
  /** `host:port` of the broker; null if its address is not known. */
  readonly address: string | null;
  readonly finding: ConnectionFinding;
  /** The finding in words, without the address. */
  readonly found: string;
  /** The request was never sent, so the broker cannot have carried it out. */
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
