import type { Address } from "../../../lib/kafka/config.ts";
import { listen, type TestListener } from "./listener.ts";

/** What a proxy does with the bytes of a broker's responses; requests pass unchanged. */
export type AnswerFault =
  /** Writes each byte separately. */
  | { readonly kind: "split" }
  /** Passes this many bytes of a connection, then closes it. */
  | { readonly kind: "cut"; readonly afterBytes: number }
  /** Passes this many bytes of a connection, then nothing in either direction. */
  | { readonly kind: "freeze"; readonly afterBytes: number };

/** Starts a proxy for a broker that changes or stops its responses. */
export function answerProxy(broker: Address, fault: AnswerFault): TestListener {
  return listen(async (client) => {
    const server = await Deno.connect({ hostname: broker.host, port: broker.port });
    (client as Deno.TcpConn).setNoDelay(true);
    const requests = pass(client, server).finally(() => close(server));
    try {
      await passAnswers(server, client, fault);
      if (fault.kind === "freeze") await requests;
    } finally {
      close(server);
      close(client);
      await requests;
    }
  });
}

async function passAnswers(
  server: Deno.Conn,
  client: Deno.Conn,
  fault: AnswerFault,
): Promise<void> {
  const chunk = new Uint8Array(64 * 1024);
  let left = fault.kind === "split" ? Infinity : fault.afterBytes;
  while (left > 0) {
    const count = await server.read(chunk);
    if (count === null) return;
    const bytes = chunk.subarray(0, Math.min(count, left));
    left -= bytes.byteLength;
    const step = fault.kind === "split" ? 1 : bytes.byteLength;
    for (let at = 0; at < bytes.byteLength; at += step) {
      await writeAll(client, bytes.subarray(at, at + step));
    }
  }
}

/** Passes bytes until either side ends. */
async function pass(from: Deno.Conn, to: Deno.Conn): Promise<void> {
  const chunk = new Uint8Array(64 * 1024);
  try {
    for (let count; (count = await from.read(chunk)) !== null;) {
      await writeAll(to, chunk.subarray(0, count));
    }
  } catch (error) {
    if (!isHangUp(error)) throw error;
  }
}

async function writeAll(to: Deno.Conn, bytes: Uint8Array): Promise<void> {
  for (let rest = bytes; rest.byteLength > 0;) rest = rest.subarray(await to.write(rest));
}

function close(connection: Deno.Conn): void {
  try {
    connection.close();
  } catch (error) {
    if (!(error instanceof Deno.errors.BadResource)) throw error;
  }
}

function isHangUp(error: unknown): boolean {
  return error instanceof Deno.errors.BadResource || error instanceof Deno.errors.Interrupted ||
    error instanceof Deno.errors.ConnectionReset || error instanceof Deno.errors.BrokenPipe;
}
