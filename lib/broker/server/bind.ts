import { FailedError } from "../../errors.ts";
import { errorCode } from "../error_code.ts";

/** An address to listen on. */
export interface BindAddress {
  /** A name or address; `localhost` stands for 127.0.0.1 and ::1. */
  readonly host: string;
  /** 0 stands for any free port. */
  readonly port: number;
}

/** How many free ports are tried, because the other loopback address may not have the same one. */
const freePortTries = 20;

/** Connections that the system keeps until they are accepted. */
const backlog = 1024;

/** Errors of an address or address family that this machine does not have. */
const missingAddressCodes = new Set(["EAFNOSUPPORT", "EADDRNOTAVAIL", "EINVAL"]);

/**
 * Binds every address of `address.host`, or none; an address family that the machine does not have
 * is omitted.
 *
 * @throws {FailedError} If the port is in use, or the address does not belong to this machine.
 */
export function bindAll(address: BindAddress): Deno.TcpListener[] {
  const hosts = address.host === "localhost" ? ["127.0.0.1", "::1"] : [address.host];
  const tries = address.port === 0 && hosts.length > 1 ? freePortTries : 1;
  for (let left = tries - 1;; left--) {
    try {
      return bindEach(hosts, address.port);
    } catch (error) {
      if (left === 0 || errorCode(error) !== "EADDRINUSE") throw cannotListen(address, error);
    }
  }
}

/** The port that a listener is bound to. */
export function boundPort(listener: Deno.TcpListener): number {
  return (listener.addr as Deno.NetAddr).port;
}

function bindEach(hosts: readonly string[], port: number): Deno.TcpListener[] {
  const listeners: Deno.TcpListener[] = [];
  try {
    for (const hostname of hosts) {
      const [first] = listeners;
      try {
        listeners.push(
          Deno.listen({
            hostname,
            port: first === undefined ? port : boundPort(first),
            tcpBacklog: backlog,
          }),
        );
      } catch (error) {
        if (!missingAddressCodes.has(errorCode(error)) || first === undefined) throw error;
      }
    }
    return listeners;
  } catch (error) {
    for (const listener of listeners) listener.close();
    throw error;
  }
}

function cannotListen({ host, port }: BindAddress, cause: unknown): FailedError {
  const cannot = `Cannot listen on "${host}:${port}"`;
  const code = errorCode(cause);
  if (code === "EADDRINUSE") {
    return new FailedError(`${cannot}: the port is in use`, {
      hint: "Stop the program that is listening there, or choose another port",
      cause,
    });
  }
  if (missingAddressCodes.has(code)) {
    return new FailedError(`${cannot}: this machine does not have that address`, {
      hint: "Listen on localhost, or on 0.0.0.0 for every address of this machine",
      cause,
    });
  }
  if (code === "EACCES") {
    return new FailedError(`${cannot}: this user is not allowed to use that port`, {
      hint: "Choose a port above 1023",
      cause,
    });
  }
  const found = cause instanceof Error ? cause.message : String(cause);
  return new FailedError(`${cannot}: ${found}`, { cause });
}
