import net from "node:net";
import tls from "node:tls";
import type { Address, TlsConfig } from "../../config.ts";

/** A certificate that a server presents. */
export interface PeerCertificate {
  /** The common name, or the organization if it has none. */
  readonly subject: string;
  /** The same of the authority that signed it. */
  readonly issuer: string;
  /** The hosts that it covers, for example `DNS:kafka.example, IP Address:10.0.0.1`. */
  readonly hosts: string;
  readonly validFrom: Date;
  readonly validTo: Date;
}

/** What a server presents in a TLS handshake. */
export interface TlsInspection {
  /** For example `TLSv1.3`. */
  readonly version: string | null;
  /** The server's certificate first, then the chain as far as the server sends it. */
  readonly chain: readonly PeerCertificate[];
}

/** Longer chains are loops. */
const maxChain = 10;

/**
 * Completes a TLS handshake without verifying the server and without a client certificate, and
 * closes the connection. Null if there is no handshake.
 *
 * @throws The signal's reason if it aborts first.
 */
export async function inspectTls(
  { host, port }: Address,
  { signal, tls: config = {} }: { readonly signal: AbortSignal; readonly tls?: TlsConfig },
): Promise<TlsInspection | null> {
  signal.throwIfAborted();
  const name = config.servername ?? (net.isIP(host) === 0 ? host : undefined);
  const socket = tls.connect({
    ...{ host, port, autoSelectFamily: true, rejectUnauthorized: false },
    ...(name === undefined ? {} : { servername: name }),
  });
  const done = Promise.withResolvers<TlsInspection | null>();
  const closed = Promise.withResolvers<void>();
  const abort = (): void => done.reject(signal.reason);
  signal.addEventListener("abort", abort);
  socket.once("secureConnect", () => {
    done.resolve({
      version: socket.getProtocol(),
      chain: chainOf(socket.getPeerCertificate(true)),
    });
  });
  socket.once("error", () => done.resolve(null));
  socket.once("close", () => {
    done.resolve(null);
    closed.resolve();
  });
  try {
    return await done.promise;
  } finally {
    signal.removeEventListener("abort", abort);
    socket.destroy();
    await closed.promise;
  }
}

function chainOf(first: tls.DetailedPeerCertificate): PeerCertificate[] {
  const chain: PeerCertificate[] = [];
  const seen = new Set<string>();
  for (
    let next: Partial<tls.DetailedPeerCertificate> | undefined = first;
    next?.valid_to !== undefined && chain.length < maxChain && !seen.has(next.fingerprint256!);
    next = next.issuerCertificate
  ) {
    seen.add(next.fingerprint256!);
    chain.push({
      subject: nameOf(next.subject),
      issuer: nameOf(next.issuer),
      hosts: next.subjectaltname ?? "",
      validFrom: new Date(next.valid_from ?? NaN),
      validTo: new Date(next.valid_to),
    });
  }
  return chain;
}

function nameOf(name: Partial<tls.Certificate> | undefined): string {
  const found = name?.CN ?? name?.O ?? "";
  return Array.isArray(found) ? found.join(", ") : found;
}
