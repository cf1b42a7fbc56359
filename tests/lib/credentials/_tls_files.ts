import assert from "node:assert/strict";
import { createPrivateKey, X509Certificate } from "node:crypto";
import type { CredentialFinding } from "../../../lib/credentials/credential_error.ts";
import { pemBlocks } from "../../../lib/credentials/pem.ts";
import { tlsConfig } from "../../../lib/credentials/tls_config.ts";
import type { TlsSettings } from "../../../lib/settings/connection_settings.ts";
import {
  CertificateFolder,
  type IssuedCertificate,
  passphrase,
} from "../../support/kafka/certificates.ts";
import { credentialContext } from "./_context.ts";

/** The passphrase of the tests. */
export const secret = { kind: "value", value: passphrase } as const;
/** Flags of openssl. */
export const passOut = ["-passout", `pass:${passphrase}`];

/** A chain of three and the files of a client. */
export interface Files {
  readonly folder: CertificateFolder;
  readonly root: IssuedCertificate;
  readonly middle: IssuedCertificate;
  readonly leaf: IssuedCertificate;
}

/** Makes the files, and removes them in the end. */
export async function withFiles(use: (files: Files) => Promise<void>): Promise<void> {
  await using folder = await CertificateFolder.create();
  const root = await folder.issue("root", { isAuthority: true });
  const middle = await folder.issue("middle", { isAuthority: true, issuer: root });
  const leaf = await folder.issue("leaf", { issuer: middle });
  await use({ folder, root, middle, leaf });
}

/** Checks that the settings are rejected as wrong usage. */
export async function assertRejected(
  settings: TlsSettings,
  finding: CredentialFinding,
  message: string | RegExp,
): Promise<void> {
  await assert.rejects(tlsConfig(settings, credentialContext()), (error: Error) => {
    const { name, finding: found, kind } = error as Error & { finding: unknown; kind: unknown };
    assert.deepEqual({ name, found, kind }, {
      name: "CredentialError",
      found: finding,
      kind: "usage",
    });
    if (typeof message === "string") assert.equal(error.message, message);
    else assert.match(error.message, message);
    return true;
  });
}

/** The common names of the certificates in PEM text, in their order. */
export function names(pem: unknown): string[] {
  return pemBlocks(pem as string).map(({ text }) => new X509Certificate(text).subject);
}

/** Checks that a key is that of the first certificate. */
export function assertKey(key: unknown, certificate: unknown): void {
  const [own] = pemBlocks(certificate as string);
  assert.ok(new X509Certificate(own!.text).checkPrivateKey(createPrivateKey(key as string)));
}
