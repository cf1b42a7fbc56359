/** The broker does not accept the login. */
export class LoginRefusedError extends Error {
  override readonly name = "LoginRefusedError";
  /** The broker's reason, as far as it gave one. */
  readonly reason: string;
  /** The port does not accept any login. */
  readonly isPortWithoutLogins: boolean;

  constructor(
    reason: string,
    options: ErrorOptions & { readonly isPortWithoutLogins?: boolean } = {},
  ) {
    super(`The login was refused: ${reason}`, options);
    this.reason = reason;
    this.isPortWithoutLogins = options.isPortWithoutLogins ?? false;
  }
}
