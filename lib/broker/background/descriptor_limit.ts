import type { Broker } from "../broker.ts";

/**
 * Returns how many files and sockets this process can have open at once; null if that is unknown.
 *
 * Runs a shell, which inherits the limit, because Deno has no call that returns it.
 */
export async function descriptorLimit(): Promise<number | null> {
  try {
    const shell = new Deno.Command("sh", {
      args: ["-c", "ulimit -n"],
      stdin: "null",
      stderr: "null",
    });
    const { stdout } = await shell.output();
    const printed = new TextDecoder().decode(stdout).trim();
    return /^\d+$/.test(printed) ? Number(printed) : null;
  } catch (error) {
    // Windows has no such shell and no such limit; or this process is not allowed to run programs.
    const { NotFound, NotCapable, PermissionDenied } = Deno.errors;
    const expected = [NotFound, NotCapable, PermissionDenied];
    if (expected.some((kind) => error instanceof kind)) return null;
    throw error;
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
