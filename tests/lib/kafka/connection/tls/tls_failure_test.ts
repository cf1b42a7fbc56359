import assert from "node:assert/strict";
import { TlsFailedError } from "../../../../../lib/kafka/connection/connect_failure.ts";
import type { ConnectionFinding } from "../../../../../lib/kafka/connection/connection_error.ts";
import { explainChain, tlsFailure } from "../../../../../lib/kafka/connection/tls/tls_failure.ts";

/** What is found and said for an alert, without and with a client certificate. */
const alerts: Readonly<Record<string, readonly [ConnectionFinding, string, ConnectionFinding]>> = {
  CertificateRequired: [
    "no-client-certificate",
    "it requires a client certificate",
    "no-client-certificate",
  ],
  BadCertificate: [
    "no-client-certificate",
    "it requires a client certificate",
    "client-certificate",
  ],
  UnknownCA: [
    "no-client-certificate",
    "it requires a client certificate",
    "client-certificate",
  ],
  HandshakeFailure: ["handshake", "it rejects the TLS handshake", "handshake"],
  ProtocolVersion: [
    "handshake",
    "it accepts none of the TLS versions that wah speaks, 1.2 and 1.3",
    "handshake",
  ],
  InternalError: ["handshake", "it ended the TLS handshake (InternalError)", "handshake"],
};

function explained(message: string, hasCertificate: boolean): [ConnectionFinding, string] {
  const error = tlsFailure(new Error(message), hasCertificate);
  assert.ok(error instanceof TlsFailedError);
  return [error.explanation.finding, error.explanation.found];
}

for (const [alert, [finding, found, withCertificate]] of Object.entries(alerts)) {
  Deno.test(`tlsFailure() explains the alert ${alert}`, () => {
    const message = `received fatal alert: ${alert}`;
    assert.deepEqual(explained(message, false), [finding, found]);
    assert.equal(explained(message, true)[0], withCertificate);
  });
}

Deno.test("tlsFailure() names the alert about a client certificate", () => {
  assert.deepEqual(explained("received fatal alert: CertificateUnknown", true), [
    "client-certificate",
    "it rejects the client certificate (certificate unknown)",
  ]);
});

Deno.test("tlsFailure() returns other errors as they are", () => {
  const error = Object.assign(new Error("read ECONNRESET"), { code: "ECONNRESET" });
  assert.equal(tlsFailure(error, false), error);
});

const nowMs = Date.UTC(2026, 0);
const valid = {
  subject: "kafka",
  issuer: "Root",
  hosts: "DNS:kafka",
  validFrom: new Date(nowMs - 1000),
  validTo: new Date(nowMs + 1000),
};
const expired = { ...valid, validTo: new Date(nowMs - 1) };
const early = { ...valid, validFrom: new Date(nowMs + 1000) };

const chains: Readonly<Record<string, readonly [chain: (typeof valid)[], string | undefined]>> = {
  "no certificate": [[], undefined],
  "an expired certificate": [
    [expired, valid],
    "its TLS certificate expired at 2025-12-31 23:59:59Z",
  ],
  "a certificate of the future": [
    [early],
    "its TLS certificate is not valid before 2026-01-01 00:00:01Z",
  ],
  "an expired CA": [
    [valid, { ...expired, subject: "Middle" }],
    'the certificate of "Middle", which signed its TLS certificate, expired at ' +
    "2025-12-31 23:59:59Z",
  ],
  "an unknown CA": [[valid], 'its TLS certificate is signed by "Root", which wah does not trust'],
  "a self-signed certificate": [
    [{ ...valid, issuer: "kafka" }],
    "its TLS certificate is self-signed, and wah does not trust it",
  ],
};

for (const [name, [chain, found]] of Object.entries(chains)) {
  Deno.test(`explainChain() explains ${name}`, () => {
    assert.equal(explainChain(chain, nowMs)?.found, found);
  });
}
