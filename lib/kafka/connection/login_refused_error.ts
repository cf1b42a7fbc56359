/** The broker does not accept the login. */
export class LoginRefusedError extends Error {
  override readonly name = "LoginRefusedError";
  /** The broker's reason, or wah's if the broker sent none. */
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
