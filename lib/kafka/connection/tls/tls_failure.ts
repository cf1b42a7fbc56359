import { type Explanation, TlsFailedError } from "../connect_failure.ts";
import type { PeerCertificate } from "./inspect_tls.ts";

/** Alerts by which a broker rejects the certificate of a client (RFC 8446, section 6.2). */
const certificateAlerts: Readonly<Record<string, string>> = {
  CertificateRequired: "certificate required",
  BadCertificate: "bad certificate",
  NoCertificate: "no certificate",
  UnsupportedCertificate: "unsupported certificate",
  CertificateRevoked: "certificate revoked",
  CertificateExpired: "certificate expired",
  CertificateUnknown: "certificate unknown",
  UnknownCA: "unknown CA",
  AccessDenied: "access denied",
  DecryptError: "decrypt error",
};

const otherAlerts: Readonly<Record<string, Explanation>> = {
  ProtocolVersion: {
    finding: "handshake",
    found: "it accepts none of the TLS versions that wah speaks, 1.2 and 1.3",
    hint: "Enable TLS 1.2 or 1.3 on the broker",
  },
  UnrecognisedName: {
    finding: "handshake",
    found: "it does not know the server name that wah sent in the TLS handshake",
    hint: "Use a host name that the broker's certificate covers",
  },
};

/**
 * Explains an error of a TLS socket: a certificate of the broker that is not accepted, or an alert
 * that the broker sent. Other errors are returned as they are. In TLS 1.3 an alert about the
 * client's certificate arrives after the handshake.
 *
 * @param hasCertificate Whether wah has a certificate.
 */
export function tlsFailure(error: Error, hasCertificate: boolean): Error {
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  const explanation = code === "ERR_TLS_CERT_ALTNAME_INVALID"
    ? otherHosts(error)
    : explain(code, error.message, hasCertificate);
  return explanation === null ? error : new TlsFailedError(explanation, { cause: error });
}

function explain(code: string, message: string, hasCertificate: boolean): Explanation | null {
  const [, alert] = /^received fatal alert: (.+)$/.exec(message) ?? [];
  if (alert !== undefined) return explainAlert(alert, hasCertificate);
  if (!/CERT|UNABLE_TO_VERIFY|SELF_SIGNED/.test(code) && !/certificate/i.test(message)) return null;
  return {
    finding: "certificate",
    found: `its TLS certificate is not accepted (${message})`,
    hint: authorityHint,
  };
}

/**
 * Explains why a certificate is not accepted by what the broker presents: Deno says only that it
 * cannot be verified.
 */
export function explainChain(chain: readonly PeerCertificate[], nowMs: number): Explanation | null {
  for (const [index, { subject, validFrom, validTo }] of chain.entries()) {
    const which = index === 0
      ? "its TLS certificate"
      : `the certificate of "${subject}", which signed its TLS certificate,`;
    if (nowMs > validTo.getTime()) {
      return {
        finding: "certificate-time",
        found: `${which} expired at ${instant(validTo)}`,
        hint: "The broker needs a new certificate, unless the clock of this machine is wrong",
      };
    }
    if (nowMs < validFrom.getTime()) {
      return {
        finding: "certificate-time",
        found: `${which} is not valid before ${instant(validFrom)}`,
        hint: "Check the clock of this machine",
      };
    }
  }
  const last = chain.at(-1);
  if (last === undefined) return null;
  const isSelfSigned = chain.length === 1 && last.subject === last.issuer;
  return {
    finding: "certificate",
    found: isSelfSigned
      ? "its TLS certificate is self-signed, and wah does not trust it"
      : `its TLS certificate is signed by "${last.issuer}", which wah does not trust`,
    hint: authorityHint,
  };
}

const authorityHint = "Set the CA that signed it, if you trust it";

function otherHosts(error: Error): Explanation {
  const { cert } = error as { readonly cert?: { readonly subjectaltname?: string } };
  const [, names] = /cert's (?:altnames|list|CN): (.+)$/.exec(error.message) ?? [];
  const hosts = cert?.subjectaltname ?? names;
  return {
    finding: "certificate-name",
    found: `its TLS certificate is for other hosts${hosts === undefined ? "" : ` (${hosts})`}`,
    hint: "Use a host name that the certificate covers, or set the TLS server name",
  };
}

/** A time in UTC to the second, for example `2026-01-02 03:04:05Z`. */
function instant(date: Date): string {
  return date.toISOString().replace("T", " ").replace(/\.\d+/, "");
}

function explainAlert(alert: string, hasCertificate: boolean): Explanation {
  const reason = certificateAlerts[alert];
  if (alert === "CertificateRequired" || reason !== undefined && !hasCertificate) {
    return {
      finding: "no-client-certificate",
      found: "it requires a client certificate",
      hint: "Set the client's certificate and its key",
    };
  }
  if (reason !== undefined) {
    return {
      finding: "client-certificate",
      found: `it rejects the client certificate (${reason})`,
      hint: "Use a certificate that is valid and signed by a CA that the broker trusts",
    };
  }
  // TLS 1.2 has no alert of its own for a missing certificate.
  if (alert === "HandshakeFailure" && !hasCertificate) {
    return {
      finding: "handshake",
      found: "it rejects the TLS handshake",
      hint: "Check whether it requires a client certificate, or other ciphers",
    };
  }
  return otherAlerts[alert] ?? {
    finding: "handshake",
    found: `it ended the TLS handshake (${alert})`,
  };
}
