import type { CredentialFinding } from "../../lib/credentials/credential_error.ts";
import type { ConnectionFinding } from "../../lib/kafka/connection/connection_error.ts";

/** The settings that help, for what lib/ found; it knows no flags and no variables. */
const hints: Readonly<Partial<Record<ConnectionFinding | CredentialFinding, string>>> = {
  "certificate": "Set --tls-ca or WAH_TLS_CA to the CA that signed it, if you trust it",
  "certificate-name": "Use a host name that the certificate covers, or set --tls-server-name",
  "no-client-certificate": "Set --tls-cert and --tls-key, or WAH_TLS_CERT and WAH_TLS_KEY",
  "key-without-certificate": "Set --tls-cert or WAH_TLS_CERT too",
  "certificate-without-key": "Set --tls-key or WAH_TLS_KEY, or append the key to the file",
  "no-passphrase":
    "Set WAH_TLS_PASSPHRASE or WAH_TLS_PASSPHRASE_FILE, or tls.passphrase_command in a profile",
  "second-key": "Leave out --tls-key and WAH_TLS_KEY",
  "no-terminal":
    "Set the secret in the environment, in a file, or by a command; see docs/connect.md",
};

/** The next thing to try for a finding; undefined if the hint of the error says it. */
export function settingHint(finding: string): string | undefined {
  return (hints as Readonly<Record<string, string>>)[finding];
}

/** Adds the command that finds out why a broker is not reachable to a hint, if there is one. */
export function withDoctor(hint: string | undefined): string {
  return hint === undefined
    ? "Run wah doctor to see which step fails"
    : `${hint}; wah doctor shows each step`;
}
