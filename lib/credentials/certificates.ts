import { X509Certificate } from "node:crypto";
import { CredentialError } from "./credential_error.ts";
import { isCertificate, isPrivateKey, type PemBlock } from "./pem.ts";

/** A certificate and the PEM block that it was read from. */
export interface Certificate {
  readonly x509: X509Certificate;
  readonly pem: string;
}

/** What a file with certificates is, in errors. */
export type CertificateFileKind = "CA file" | "certificate" | "store";

/**
 * Reads the certificates among the blocks of a PEM file; at least one.
 *
 * @throws {CredentialError} If there is none, or one of them is damaged.
 */
export function parseCertificates(
  blocks: readonly PemBlock[],
  path: string,
  kind: CertificateFileKind,
): Certificate[] {
  if (blocks.length === 0) {
    throw new CredentialError(
      "no-pem",
      `Cannot use the ${kind} "${path}": the file contains no PEM block`,
      { hint: "Convert it to PEM, for example with openssl x509 -inform der" },
    );
  }
  const certificates = blocks.filter(isCertificate);
  if (certificates.length === 0) {
    const found = blocks.some(isPrivateKey) ? "only a private key" : `only ${blocks[0]!.label}`;
    throw new CredentialError(
      "no-certificate",
      `Cannot use the ${kind} "${path}": the file contains no certificate, ${found}`,
    );
  }
  return certificates.map(({ text }, index) => {
    try {
      return { x509: new X509Certificate(text), pem: text };
    } catch (cause) {
      const which = certificates.length === 1 ? "its certificate" : `certificate ${index + 1}`;
      throw new CredentialError(
        "invalid",
        `Cannot use the ${kind} "${path}": ${which} is damaged`,
        { cause },
      );
    }
  });
}

/** Whether a certificate is valid at a time, in milliseconds since the Unix epoch. */
export function validityOf({ x509 }: Certificate, nowMs: number): "valid" | "expired" | "early" {
  if (nowMs > x509.validToDate.getTime()) return "expired";
  return nowMs < x509.validFromDate.getTime() ? "early" : "valid";
}

/**
 * Checks the validity of the client's certificate.
 *
 * @throws {CredentialError} If it has expired, or is not valid yet.
 */
export function checkValidity(certificate: Certificate, path: string, nowMs: number): void {
  const validity = validityOf(certificate, nowMs);
  const { validFromDate, validToDate } = certificate.x509;
  if (validity === "expired") {
    throw new CredentialError(
      "expired",
      `Cannot use the certificate "${path}": it expired at ${instant(validToDate)}`,
      { hint: "Get a new certificate, unless the clock of this machine is wrong" },
    );
  }
  if (validity === "early") {
    throw new CredentialError(
      "not-yet-valid",
      `Cannot use the certificate "${path}": it is not valid before ${instant(validFromDate)}`,
      { hint: "Check the clock of this machine" },
    );
  }
}

/** A time in UTC to the second, for example `2026-01-02 03:04:05Z`. */
export function instant(date: Date): string {
  return date.toISOString().replace("T", " ").replace(/\.\d+/, "");
}
