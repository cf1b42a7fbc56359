import type { Broker } from "../broker.ts";

/**
 * How many files and sockets this process may have open at a time; null where nobody can say.
 *
 * A shell is asked, which inherits the limit: no call of the platform tells it.
 */
export async function descriptorLimit(): Promise<number | null> {
  try {
    const shell = new Deno.Command("sh", {
      args: ["-c", "ulimit -n"],
      stdin: "null",
      stderr: "null",
    });
    const { stdout } = await shell.output();
    const said = new TextDecoder().decode(stdout).trim();
    return /^\d+$/.test(said) ? Number(said) : null;
  } catch {
    // Windows has no such shell and no such limit; or nothing may be run.
    return null;
  }
}

/**
 * Lowers the limit of connections of a broker to what this process may have open. To be called
 * once the broker is ready: asking takes long, and the first clients need no limit.
 */
export async function limitConnections({ services }: Broker): Promise<void> {
  const descriptors = await descriptorLimit();
  if (descriptors !== null) services.limitWatch.fitDescriptors(descriptors);
}
