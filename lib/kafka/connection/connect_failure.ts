import { formatAddress } from "../../text/format_address.ts";
import type { Address } from "../config.ts";
import { type ConnectionFinding, ConnectionLostError } from "./connection_error.ts";
import type { ForeignProtocol } from "./frame_guard.ts";

/** How far a connection had come when it failed. */
export type ConnectionStage = "connecting" | "securing" | "greeting" | "login" | "open";

/** The circumstances that decide what a socket's error means. */
export interface FailureScene {
  readonly address: Address;
  readonly stage: ConnectionStage;
  readonly isTls: boolean;
  /** Whether the request never left; so it is before the connection is open, unless told. */
  readonly isUnsent?: boolean;
}

/** The other side is no Kafka broker: its first bytes say so. */
export class ForeignProtocolError extends Error {
  override readonly name = "ForeignProtocolError";
  readonly protocol: ForeignProtocol;

  constructor(protocol: ForeignProtocol, options: ErrorOptions = {}) {
    super(`The answer is ${protocol}, not Kafka`, options);
    this.protocol = protocol;
  }
}

/** The other side took longer than we wait. */
export class TimedOutError extends Error {
  override readonly name = "TimedOutError";
  readonly timeoutMs: number;

  constructor(timeoutMs: number) {
    super(`No answer within ${timeoutMs} ms`);
    this.timeoutMs = timeoutMs;
  }
}

interface Explanation {
  readonly finding: ConnectionFinding;
  readonly found: string;
  readonly hint?: string;
}

const tlsHint = "Set up TLS for this connection, or use the broker's plaintext port";
const plainHint = "Turn TLS off for this connection, or use the broker's TLS port";

const foreign: Readonly<Record<ForeignProtocol, Explanation>> = {
  http: {
    finding: "http",
    found: "this port speaks HTTP, not Kafka",
    hint: "Give the broker's Kafka port, usually 9092",
  },
  tls: { finding: "tls", found: "this port speaks TLS, and we spoke plaintext", hint: tlsHint },
  foreign: {
    finding: "foreign",
    found: "this port does not speak the Kafka protocol",
    hint: "Give the broker's Kafka port, usually 9092",
  },
};

const byCode: Readonly<Record<string, Explanation>> = {
  ECONNREFUSED: {
    finding: "refused",
    found: "connection refused",
    hint: "Start a broker there, or give the address of another with --brokers",
  },
  ENOTFOUND: { finding: "unresolved", found: "no such host", hint: "Check the host's name" },
  EAI_AGAIN: {
    finding: "unresolved",
    found: "the name cannot be looked up now",
    hint: "Check the network and its name server",
  },
  EHOSTUNREACH: { finding: "unroutable", found: "no route to the host" },
  ENETUNREACH: { finding: "unroutable", found: "no route to its network" },
  EADDRNOTAVAIL: { finding: "unroutable", found: "no route to the host" },
  ETIMEDOUT: { finding: "timeout", found: "the connection timed out" },
  ERR_SSL_WRONG_VERSION_NUMBER: {
    finding: "plaintext",
    found: "this port speaks plaintext, and we spoke TLS",
    hint: plainHint,
  },
};

/** What to try when a certificate is not accepted for another reason than who signed it. */
const certificateHints: Readonly<Record<string, string>> = {
  ERR_TLS_CERT_ALTNAME_INVALID: "Give the broker's address by a name that the certificate is for",
  CERT_HAS_EXPIRED: "The broker needs a new one, unless the clock of this machine is wrong",
  CERT_NOT_YET_VALID: "Check the clock of this machine",
};

/** Puts a socket's error into words: what was found at the address, and what to try. */
export function explainFailure(error: unknown, scene: FailureScene): ConnectionLostError {
  const { finding, found, hint } = explain(error, scene);
  return new ConnectionLostError(formatAddress(scene.address), finding, found, {
    cause: error,
    isUnsent: scene.isUnsent ?? scene.stage !== "open",
    ...(hint === undefined ? {} : { hint }),
  });
}

function explain(error: unknown, scene: FailureScene): Explanation {
  if (error instanceof ForeignProtocolError) return foreign[error.protocol];
  if (error instanceof TimedOutError) return explainTimeout(error, scene);
  const { code, message } = firstError(error);
  const known = byCode[code];
  if (known) return known;
  if (isCertificateProblem(code, message)) {
    return {
      finding: "certificate",
      found: `its TLS certificate is not accepted (${message})`,
      hint: certificateHints[code] ?? "Name the authority that signed it in WAH_TLS_CA",
    };
  }
  if (scene.stage === "connecting") return { finding: "unroutable", found: message };
  if (scene.stage === "securing") {
    return {
      finding: "closed",
      found: "it ended the TLS handshake",
      hint: "Check whether this port is plaintext, or wants a client certificate",
    };
  }
  if (scene.stage === "greeting") {
    return {
      finding: "closed",
      found: "it closed the connection without an answer",
      hint: scene.isTls
        ? "Check whether this is the broker's Kafka port"
        : "Check whether this is the broker's Kafka port, and whether it wants TLS",
    };
  }
  if (scene.stage === "login") {
    return {
      finding: "closed",
      found: "it closed the connection during the login",
      hint: "Check the user name, the password and the SASL mechanism",
    };
  }
  return { finding: "closed", found: "the connection was closed" };
}

function explainTimeout(error: TimedOutError, { stage }: FailureScene): Explanation {
  const found = {
    connecting: `no connection within ${error.timeoutMs} ms`,
    securing: `no TLS handshake within ${error.timeoutMs} ms`,
    greeting: `connected, but no answer within ${error.timeoutMs} ms`,
    login: `no answer to the login within ${error.timeoutMs} ms`,
    open: `no answer within ${error.timeoutMs} ms`,
  }[stage];
  const hint = {
    connecting: "Check the address, and whether a firewall is in between",
    securing: plainHint,
    greeting: "Check whether this is the broker's Kafka port",
    login: undefined,
    open: undefined,
  }[stage];
  return hint === undefined ? { finding: "timeout", found } : { finding: "timeout", found, hint };
}

/** Several addresses of one host fail with an AggregateError, whose own message is empty. */
function firstError(error: unknown): { code: string; message: string } {
  const inner = error instanceof AggregateError ? error.errors[0] : error;
  if (!(inner instanceof Error)) return { code: "", message: String(inner) };
  const code = "code" in inner && typeof inner.code === "string" ? inner.code : "";
  return { code, message: inner.message };
}

function isCertificateProblem(code: string, message: string): boolean {
  return /CERT|UNABLE_TO_VERIFY|SELF_SIGNED/.test(code) || /certificate/i.test(message);
}
