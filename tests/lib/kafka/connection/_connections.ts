import assert from "node:assert/strict";
import type { Address, KafkaConfig } from "../../../../lib/kafka/config.ts";
import type { Connection } from "../../../../lib/kafka/connection/connection.ts";
import { openConnection } from "../../../../lib/kafka/connection/open_connection.ts";
import { ConnectionLostError } from "../../../../lib/kafka/connection/connection_error.ts";
import { listen, type TestListener } from "../../../support/peers/listener.ts";

/** A signal that never aborts. */
export const never = new AbortController().signal;

/** Opens a connection. Default: with a long timeout. */
export function open(address: Address, options: Partial<KafkaConfig> = {}): Promise<Connection> {
  return openConnection(address, {
    config: { brokers: [address], ...options },
    connectTimeoutMs: options.connectTimeoutMs ?? 60_000,
    signal: never,
  });
}

async function failure(address: Address, options: Partial<KafkaConfig> = {}): Promise<Error> {
  try {
    await open(address, options);
  } catch (error) {
    assert.ok(error instanceof Error);
    return error;
  }
  throw new Error("The connection was opened");
}

/** Why a connection could not be opened. */
export async function lost(
  address: Address,
  options: Partial<KafkaConfig> = {},
): Promise<ConnectionLostError> {
  const error = await failure(address, options);
  assert.ok(error instanceof ConnectionLostError, String(error));
  return error;
}

/** An ApiVersions v3 answer that offers Metadata 0-12, to the request with this correlation id. */
export function versionsAnswer(correlationId: number): Uint8Array {
  return new Uint8Array([
    ...[0, 0, 0, 19, 0, 0, 0, correlationId],
    ...[0, 0], // no error
    ...[2, 0, 3, 0, 0, 0, 12, 0], // one API: key, versions, no tags
    ...[0, 0, 0, 0], // throttle time
    0, // no tags
  ]);
}

/** Greets like a broker, then does `rest`. */
export function greets(rest: (connection: Deno.Conn) => Promise<void>): TestListener {
  return listen(async (connection) => {
    await connection.read(new Uint8Array(1024));
    await connection.write(versionsAnswer(0));
    await rest(connection);
  });
}
