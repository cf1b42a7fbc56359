import { FailedError, WahError } from "../../errors.ts";
import { formatAddress } from "../../text/format_address.ts";
import type { Address, KafkaConfig } from "../config.ts";
import { type ConnectionFinding, ConnectionLostError } from "./connection_error.ts";
import { type ForeignProtocol, ForeignProtocolError } from "./foreign_protocol.ts";
import { loginHint, LoginRefusedError } from "./login_refused_error.ts";

/** The step of opening a connection that failed, or `open`. */
export type ConnectionStage = "connecting" | "securing" | "greeting" | "login" | "open";

/** The circumstances of a failure, which decide what a socket's error means. */
export interface FailureScene {
  readonly address: Address;
  readonly stage: ConnectionStage;
  readonly isTls: boolean;
  /** Whether the request was never sent. Default: whether the connection was not open yet. */
  readonly isUnsent?: boolean;
}

/** The other side took longer than wah waits. */
export class TimedOutError extends Error {
  override readonly name = "TimedOutError";
  readonly timeoutMs: number;

  constructor(timeoutMs: number) {
    super(`No answer within ${timeoutMs} ms`);
    this.timeoutMs = timeoutMs;
  }
}

/** What was found at an address, in words, and what to try. */
export interface Explanation {
  readonly finding: ConnectionFinding;
  readonly found: string;
  readonly hint?: string;
}

/** The TLS layer failed for a reason that it can explain. */
export class TlsFailedError extends Error {
  override readonly name = "TlsFailedError";
  readonly explanation: Explanation;

  constructor(explanation: Explanation, options: ErrorOptions = {}) {
    super(`TLS failed: ${explanation.found}`, options);
    this.explanation = explanation;
  }
}

const tlsHint = "Set up TLS for this connection, or use the broker's plaintext port";
const plainHint = "Turn TLS off for this connection, or use the broker's TLS port";

const foreign: Readonly<Record<ForeignProtocol, Explanation>> = {
  http: {
    finding: "http",
    found: "this port speaks HTTP, not Kafka",
    hint: "Use the broker's Kafka port, usually 9092",
  },
  tls: { finding: "tls", found: "this port expects TLS, but wah sent plaintext", hint: tlsHint },
  foreign: {
    finding: "foreign",
    found: "this port does not speak the Kafka protocol",
    hint: "Use the broker's Kafka port, usually 9092",
  },
};

const byCode: Readonly<Record<string, Explanation>> = {
  ECONNREFUSED: {
    finding: "refused",
    found: "connection refused",
    hint: "Start a broker there, or use the address of another one",
  },
  ENOTFOUND: { finding: "unresolved", found: "no such host", hint: "Check the host name" },
  EAI_AGAIN: {
    finding: "unresolved",
    found: "the name cannot be looked up at the moment",
    hint: "Check the network and its name server",
  },
  EHOSTUNREACH: { finding: "unroutable", found: "no route to the host" },
  ENETUNREACH: { finding: "unroutable", found: "no route to its network" },
  EADDRNOTAVAIL: { finding: "unroutable", found: "no route to the host" },
  ETIMEDOUT: { finding: "timeout", found: "the connection timed out" },
  ERR_SSL_WRONG_VERSION_NUMBER: {
    finding: "plaintext",
    found: "this port speaks plaintext, but wah sent TLS",
    hint: plainHint,
  },
};

/** Options of {@link explainConnectionError}. */
export interface ExplainOptions {
  readonly address: Address;
  readonly config: KafkaConfig;
  readonly stage: ConnectionStage;
  /** Whether the request was never sent. Default: whether the connection was not open yet. */
  readonly isUnsent?: boolean;
}

/**
 * Returns the error for the user if a connection fails: a {@link ConnectionLostError}, or a
 * {@link FailedError} if the broker rejected the login. A missing permission and a
 * {@link WahError}, for example about a token, are returned unchanged.
 */
export function explainConnectionError(error: unknown, options: ExplainOptions): Error {
  const { address, config, stage, isUnsent = stage !== "open" } = options;
  // A missing permission or token is not the broker's fault.
  if (error instanceof Deno.errors.NotCapable || error instanceof WahError) return error;
  if (error instanceof LoginRefusedError) return loginError(error, address, config);
  return explainFailure(error, { address, stage, isTls: config.tls !== undefined, isUnsent });
}

function loginError(error: LoginRefusedError, address: Address, config: KafkaConfig): FailedError {
  const { mechanism } = config.sasl!;
  const to = `${formatAddress(address)} with ${mechanism.toUpperCase()}`;
  return new FailedError(`Cannot log in to ${to}: ${error.reason}`, {
    cause: error,
    hint: loginHint(error, mechanism),
  });
}

/** Explains a socket's error: what was found at the address, and what to try. */
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
  if (error instanceof TlsFailedError) return error.explanation;
  const { code, message } = firstError(error);
  const known = byCode[code];
  if (known) return known;
  if (scene.stage === "connecting") return explainConnecting(message);
  if (scene.stage === "securing") {
    return {
      finding: "closed",
      found: "it ended the TLS handshake",
      hint: "Check whether this port is plaintext, or requires a client certificate",
    };
  }
  if (scene.stage === "greeting") {
    return {
      finding: "closed",
      found: "it closed the connection without an answer",
      hint: scene.isTls
        ? "Check whether this is the broker's Kafka port, and requires a client certificate"
        : "Check whether this is the broker's Kafka port, and whether it requires TLS",
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

/** Deno's errors of the resolver have no code. */
function explainConnecting(message: string): Explanation {
  if (!message.startsWith("failed to lookup address information")) {
    return { finding: "unroutable", found: message };
  }
  const isTemporary = /temporary failure|try again/i.test(message);
  return byCode[isTemporary ? "EAI_AGAIN" : "ENOTFOUND"]!;
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
