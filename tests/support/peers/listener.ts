import { certificate, certificateKey } from "./certificate.ts";
import type { Address } from "../../../lib/kafka/config.ts";

/** A server on a free loopback port that is not a Kafka broker. */
export interface TestListener extends AsyncDisposable {
  readonly address: Address;
  /** How many connections it has accepted. */
  readonly accepted: number;
}

/** Handles one connection, which is then closed. */
export type ServeConnection = (connection: Deno.Conn) => Promise<void>;

/** Listens in plaintext until disposed of; passes each connection to `talk`. */
export function listen(talk: ServeConnection, hostname = "127.0.0.1"): TestListener {
  return serveAll(Deno.listen({ hostname, port: 0 }), talk);
}

/** Like {@link listen}, over TLS. Default: with the {@link certificate} of the tests. */
export function listenTls(
  talk: ServeConnection,
  identity: { readonly cert: string; readonly key: string } = {
    cert: certificate,
    key: certificateKey,
  },
): TestListener {
  return serveAll(Deno.listenTls({ hostname: "127.0.0.1", port: 0, ...identity }), talk);
}

function serveAll(listener: Deno.Listener, talk: ServeConnection): TestListener {
  const { hostname: host, port } = listener.addr as Deno.NetAddr;
  const open = new Set<Deno.Conn>();
  let accepted = 0;
  const serving = (async () => {
    const talks: Promise<void>[] = [];
    for await (const connection of listener) {
      accepted++;
      open.add(connection);
      talks.push(serve(connection, talk).finally(() => open.delete(connection)));
    }
    await Promise.all(talks);
  })();
  return {
    address: { host, port },
    get accepted(): number {
      return accepted;
    },
    async [Symbol.asyncDispose](): Promise<void> {
      listener.close();
      for (const connection of open) closeQuietly(connection);
      await serving;
    },
  };
}

/**
 * Sends `bytes` once it has received something, then waits until the client closes the connection.
 */
export function answers(bytes: Uint8Array | string): ServeConnection {
  return async (connection) => {
    await connection.read(new Uint8Array(1024));
    await connection.write(typeof bytes === "string" ? new TextEncoder().encode(bytes) : bytes);
    await drain(connection);
  };
}

/** Reads everything and never sends anything. */
export async function drain(connection: Deno.Conn): Promise<void> {
  const buffer = new Uint8Array(1024);
  while (await connection.read(buffer) !== null);
}

/** Returns a loopback address on which nothing listens: the port was free a moment ago. */
export function closedAddress(hostname = "127.0.0.1"): Address {
  const listener = Deno.listen({ hostname, port: 0 });
  listener.close();
  return { host: hostname, port: listener.addr.port };
}

async function serve(connection: Deno.Conn, talk: ServeConnection): Promise<void> {
  try {
    await talk(connection);
  } catch (error) {
    if (!isHangUp(error)) throw error;
  } finally {
    closeQuietly(connection);
  }
}

function isHangUp(error: unknown): boolean {
  return error instanceof Deno.errors.BadResource || error instanceof Deno.errors.Interrupted ||
    error instanceof Deno.errors.ConnectionReset || error instanceof Deno.errors.BrokenPipe ||
    error instanceof Deno.errors.UnexpectedEof || error instanceof Deno.errors.InvalidData;
}

function closeQuietly(connection: Deno.Conn): void {
  try {
    connection.close();
  } catch (error) {
    if (!(error instanceof Deno.errors.BadResource)) throw error;
  }
}
