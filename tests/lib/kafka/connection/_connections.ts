import assert from "node:assert/strict";
import type { Address, KafkaConfig } from "../../../../lib/kafka/config.ts";
import { Connection } from "../../../../lib/kafka/connection/connection.ts";
import { ConnectionLostError } from "../../../../lib/kafka/connection/connection_error.ts";
import { listen, type StrangeListener } from "../../../support/listener.ts";

/** A signal that never aborts. */
export const never = new AbortController().signal;

/** Opens a connection, with all the time it may need unless told. */
export function open(address: Address, options: Partial<KafkaConfig> = {}): Promise<Connection> {
  return Connection.open(address, {
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

/** An ApiVersions v0-2 answer that offers Metadata 0-12, by the correlation id it is asked with. */
export function versionsAnswer(correlationId: number): Uint8Array {
  const bytes = new Uint8Array([
    ...[0, 0, 0, 20, 0, 0, 0, correlationId],
    ...[0, 0, 0, 0, 0, 1, 0, 3, 0, 0, 0, 12],
    ...[0, 0, 0, 0],
  ]);
  return bytes;
}

/** Greets like a broker, then does `rest`. */
export function greets(rest: (connection: Deno.Conn) => Promise<void>): StrangeListener {
  return listen(async (connection) => {
    await connection.read(new Uint8Array(1024));
    await connection.write(versionsAnswer(0));
    await rest(connection);
  });
}
