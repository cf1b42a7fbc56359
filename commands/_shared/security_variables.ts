/** Variables that hold a password. */
const passwordVariables = ["WAH_SASL_PASSWORD", "RPK_PASS"];

/** The other variables of a login. */
const loginVariables = ["WAH_SASL_USER", "RPK_USER", "WAH_SASL_MECHANISM", "RPK_SASL_MECHANISM"];

const tlsVariables = ["ENABLED", "CA", "CERT", "KEY", "INSECURE_SKIP_VERIFY"]
  .flatMap((name) => [`WAH_TLS_${name}`, `RPK_TLS_${name}`]);

/**
 * The variables with the login and the TLS settings of a cluster. `main.ts` removes them from the
 * environment of the process and keeps their values, so that no child process inherits them: no
 * child needs a password, and the embedded broker has neither logins nor TLS.
 */
export const securityVariables: readonly string[] = [
  ...passwordVariables,
  ...loginVariables,
  ...tlsVariables,
];

/** The variables of a cluster's security that a program can be given, without its password. */
export function sharedSecurity(
  env: (name: string) => string | undefined,
): Record<string, string> {
  const names = [...loginVariables, ...tlsVariables];
  return Object.fromEntries(names.flatMap((name) => {
    const value = env(name);
    return value === undefined ? [] : [[name, value]];
  }));
}
