import tls from "node:tls";
import { instant, parseCertificates, validityOf } from "./certificates.ts";
import type { CredentialContext } from "./credential_context.ts";
import { CredentialError } from "./credential_error.ts";
import { pemBlocks } from "./pem.ts";
import { readSettingsFile } from "./settings_file.ts";

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

/** The authorities that the system trusts; undefined if there are none: Deno's own list applies. */
export function systemAuthorities(): string[] | undefined {
  try {
    const found = tls.getCACertificates("system");
    return found.length === 0 ? undefined : found;
  } catch (error) {
    // Without the permission to read them, Deno's own list has to do.
    if (error instanceof Deno.errors.NotCapable) return undefined;
    throw error;
  }
}
