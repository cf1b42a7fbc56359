import { instant, parseCertificates, validityOf } from "./certificates.ts";
import type { CredentialContext } from "./credential_context.ts";
import { CredentialError } from "./credential_error.ts";
import { isCertificate, pemBlocks } from "./pem.ts";
import { readSettingsFile } from "./settings_file.ts";

/** Where systems keep the certificates that they trust, as one file. */
const systemBundles: readonly string[] = [
  /** Debian, Ubuntu, Alpine, Arch. */
  "/etc/ssl/certs/ca-certificates.crt",
  /** Fedora, RHEL. */
  "/etc/pki/tls/certs/ca-bundle.crt",
  "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
  /** openSUSE. */
  "/etc/ssl/ca-bundle.pem",
  /** macOS, without the certificates that are only in its keychain. */
  "/etc/ssl/cert.pem",
];

/**
 * Reads the PEM certificates of the authorities in a file.
 *
 * @throws {CredentialError} If the file cannot be read, contains no certificate or a damaged one,
 * or if all its certificates have expired.
 */
export async function readAuthorities(
  path: string,
  { machine, now }: Pick<CredentialContext, "machine" | "now">,
): Promise<string[]> {
  const bytes = await readSettingsFile(path, "CA certificates", { os: machine.os });
  const blocks = pemBlocks(new TextDecoder().decode(bytes));
  const certificates = parseCertificates(blocks, path, "CA file");
  const nowMs = now();
  if (certificates.every((certificate) => validityOf(certificate, nowMs) === "expired")) {
    const endMs = Math.max(...certificates.map(({ x509 }) => x509.validToDate.getTime()));
    const found = certificates.length === 1 ? "it expired" : "all its certificates expired";
    throw new CredentialError(
      "expired",
      `Cannot use the CA file "${path}": ${found} at ${instant(new Date(endMs))}`,
      { hint: "Get the current CA certificate, unless the clock of this machine is wrong" },
    );
  }
  return certificates.map(({ pem }) => pem);
}

/**
 * The authorities that a Unix system trusts; undefined if it has no such file, for example on
 * Windows: Deno's own list applies then. Deno reads the stores of Windows and macOS only with a
 * permission that cannot be granted alone.
 */
export async function systemAuthorities(): Promise<string[] | undefined> {
  for (const path of systemBundles) {
    try {
      const blocks = pemBlocks(await Deno.readTextFile(path)).filter(isCertificate);
      if (blocks.length > 0) return blocks.map(({ text }) => text);
    } catch (error) {
      const isAbsent = error instanceof Deno.errors.NotFound ||
        error instanceof Deno.errors.PermissionDenied;
      if (!isAbsent) throw error;
    }
  }
  return undefined;
}
