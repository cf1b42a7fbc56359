import { type Explanation, TlsFailedError } from "./connect_failure.ts";

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
  const explanation = explain(code, error.message, hasCertificate);
  return explanation === null ? error : new TlsFailedError(explanation, { cause: error });
}

function explain(code: string, message: string, hasCertificate: boolean): Explanation | null {
  const [, alert] = /^received fatal alert: (.+)$/.exec(message) ?? [];
  if (alert !== undefined) return explainAlert(alert, hasCertificate);
  if (code === "ERR_TLS_CERT_ALTNAME_INVALID" || /NotValidForName/i.test(message)) {
    return {
      finding: "certificate-name",
      found: `its TLS certificate is for other host names${namesIn(message)}`,
      hint: "Use a host name that the certificate covers, or set the TLS server name",
    };
  }
  if (code === "CERT_HAS_EXPIRED") {
    return {
      finding: "certificate-time",
      found: "its TLS certificate has expired",
      hint: "The broker needs a new certificate, unless the clock of this machine is wrong",
    };
  }
  if (code === "CERT_NOT_YET_VALID") {
    return {
      finding: "certificate-time",
      found: "its TLS certificate is not valid yet",
      hint: "Check the clock of this machine",
    };
  }
  if (!/CERT|UNABLE_TO_VERIFY|SELF_SIGNED/.test(code) && !/certificate/i.test(message)) return null;
  return {
    finding: "certificate",
    found: `its TLS certificate is not accepted (${message})`,
    hint: "Set WAH_TLS_CA to the CA that signed it",
  };
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

/** The names in Deno's sentence about them. */
function namesIn(message: string): string {
  const [, names] = /altnames: (?!.*altnames: )(.+)$/.exec(message) ?? [];
  return names === undefined ? "" : ` (${names})`;
}
