import type { ConnectionFinding } from "../kafka/connection/connection_error.ts";
import { ConnectionLostError } from "../kafka/connection/connection_error.ts";
import { LoginRefusedError } from "../kafka/connection/login_refused_error.ts";
import { UnsupportedApiError } from "../kafka/connection/unsupported_api_error.ts";
import { WahError } from "../errors.ts";
import type { Software } from "./software.ts";

/** What kind of fault it is. Those of a connection are the findings of lib/kafka. */
export type FaultCode =
  | ConnectionFinding
  /** A setting, or a file that a setting names, cannot be used. */
  | "settings"
  /** The broker rejects the login. */
  | "login"
  /** The port requires a login, and none is set. */
  | "login-required"
  /** The port accepts no logins, and one is set. */
  | "login-not-accepted"
  /** The broker is too old, or its answer cannot be used. */
  | "unsupported"
  /** The broker answers with an error. */
  | "rejected"
  /** The brokers belong to different clusters. */
  | "other-cluster"
  /** Two brokers advertise the same address. */
  | "duplicate-address"
  /** The cluster lists no broker that clients can use. */
  | "no-brokers"
  /** A broker is registered and does not run. */
  | "broker-down"
  | "no-controller"
  /** The clocks of this machine and of the cluster differ. */
  | "clock"
  /** The record of the probe was not written, or not read back. */
  | "probe";

/** A broker as its cluster lists it. */
export interface AdvertisedBroker {
  readonly id: number;
  /** `host:port`. */
  readonly address: string;
  readonly software: Software;
}

/** Something that keeps a client from using the cluster. */
export interface Fault {
  readonly code: FaultCode;
  /** One line in the form of an error: `Cannot VERB THING: FOUND`. */
  readonly message: string;
  /** The next thing to try, as far as lib/ knows; undefined if the code says it. */
  readonly hint?: string;
  /** Whether it keeps wah from reaching the broker, so that there is no answer. */
  readonly isUnreachable: boolean;
  /** The broker that it is about, if the cluster advertises its address. */
  readonly advertised?: AdvertisedBroker;
  readonly cause?: unknown;
}

/**
 * Makes a fault of an error.
 *
 * @throws The error itself if it is not an expected one.
 */
export function faultOf(error: unknown): Fault {
  if (!(error instanceof WahError) || error.kind === "interrupted") throw error;
  const { message, hint, cause } = error;
  return {
    code: codeOf(error),
    message,
    isUnreachable: error.kind === "unreachable",
    ...(hint === undefined ? {} : { hint }),
    ...(cause === undefined ? {} : { cause }),
  };
}

function codeOf(error: WahError): FaultCode {
  if (error instanceof ConnectionLostError) return error.finding;
  if (error instanceof UnsupportedApiError) return "unsupported";
  if (error.cause instanceof ConnectionLostError) return error.cause.finding;
  if (error.cause instanceof LoginRefusedError) {
    return error.cause.isPortWithoutLogins ? "login-not-accepted" : "login";
  }
  return error.kind === "usage" ? "settings" : "rejected";
}
