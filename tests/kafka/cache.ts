import { join } from "node:path";

/** The folder of what the tests fetch. */
export function cacheFolder(): string {
  const cache = Deno.env.get("XDG_CACHE_HOME") || join(Deno.env.get("HOME") || ".", ".cache");
  return join(cache, "wah-tests");
}

/** A short name for the content of a file. */
export async function hashOf(file: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", await Deno.readFile(file));
  return new Uint8Array(digest).toHex().slice(0, 16);
}

/** Whether there is a file or a folder. */
export async function exists(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}
