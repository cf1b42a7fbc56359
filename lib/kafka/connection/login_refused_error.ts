import type { SaslConfig } from "../config.ts";

/** What to try if the broker does not accept a login. */
export function loginHint(
  { isPortWithoutLogins }: LoginRefusedError,
  mechanism: SaslConfig["mechanism"],
): string {
  if (isPortWithoutLogins) return "Connect without a login, or use a port that accepts one";
  return mechanism === "oauthbearer"
    ? "Check where the token comes from, its audience and its scope"
    : "Check the user name, the password and the SASL mechanism";
}

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
