import { type FailureOptions, WahError } from "../errors.ts";

/** What is wrong with a setting of TLS or of a login. */
export type CredentialFinding =
  /** A file is missing, is not readable or is not a regular file. */
  | "unreadable"
  /** Other users can read a file that holds a secret. */
  | "exposed"
  /** A file that should be PEM contains no PEM block. */
  | "no-pem"
  | "no-certificate"
  | "no-key"
  /** A certificate or a key is damaged. */
  | "invalid"
  | "key-without-certificate"
  | "certificate-without-key"
  | "key-mismatch"
  | "no-passphrase"
  | "wrong-passphrase"
  | "expired"
  | "not-yet-valid"
  /** A store contains its key, and a key is set too. */
  | "second-key"
  /** A secret is to be typed, and there is no terminal. */
  | "no-terminal"
  | "empty-secret"
  /** The command for a secret failed. */
  | "command"
  /** A token or a SASL extension contains characters that are not allowed. */
  | "invalid-login";

/** A setting of TLS or of a login cannot be used; found before wah connects to a broker. */
export class CredentialError extends WahError {
  override readonly name = "CredentialError";
  override readonly kind = "usage";
  readonly finding: CredentialFinding;

  constructor(finding: CredentialFinding, message: string, options: FailureOptions = {}) {
    super(message, options);
    this.finding = finding;
  }
}
