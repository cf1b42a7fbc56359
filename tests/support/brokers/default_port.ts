import { tmpdir } from "node:os";
import { join } from "node:path";
import { isPortTaken } from "../../../lib/broker/background/port_taken.ts";

/** The port of the default broker. */
const defaultPort = 9092;

/**
 * Waits until no other test file uses localhost:9092 and reserves it; disposing of it releases it.
 *
 * @throws If a process that is not a test listens there.
 */
export async function reserveDefaultPort(): Promise<AsyncDisposable> {
  const file = await Deno.open(join(tmpdir(), "wah-test-default-port.lock"), {
    create: true,
    write: true,
  });
  await file.lock(true);
  if (await isPortTaken(defaultPort)) {
    file.close();
    throw new Error(`Something listens on port ${defaultPort}; stop it first`);
  }
  return {
    async [Symbol.asyncDispose](): Promise<void> {
      await file.unlock();
      file.close();
    },
  };
}
