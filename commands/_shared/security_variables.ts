import { securityVariableNames } from "../../lib/settings/environment.ts";

const { secret, other } = securityVariableNames();

/** The variable with the password of a user to create. It is no setting of a cluster. */
export const newPasswordVariable = "WAH_NEW_PASSWORD";

/**
 * The variables with the login and the TLS settings of a cluster. `main.ts` removes them from the
 * environment of the process and keeps their values, so that no child process inherits them: no
 * child needs a password, and the embedded broker has neither logins nor TLS.
 */
export const securityVariables: readonly string[] = [...secret, ...other, newPasswordVariable];

/** The variables of a cluster's security that a program can be given, without its secrets. */
export function sharedSecurity(
  env: (name: string) => string | undefined,
): Record<string, string> {
  return Object.fromEntries(other.flatMap((name) => {
    const value = env(name);
    return value === undefined ? [] : [[name, value]];
  }));
}
