import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { cacheFolder, exists, hashOf } from "./cache.ts";

const requirements = fileURLToPath(new URL("requirements.txt", import.meta.url));

/**
 * Returns the path of a Python that has Confluent's client, which pip fetches if this
 * `requirements.txt` is new on this machine. Null if it cannot be installed; the reason is on
 * stderr, and the tests that need it are skipped.
 */
export async function fetchPython(): Promise<string | null> {
  const folder = join(cacheFolder(), `python-${await hashOf(requirements)}`);
  const python = join(folder, "bin", "python");
  const marker = join(folder, "complete");
  if (await exists(marker)) return python;
  await Deno.mkdir(cacheFolder(), { recursive: true });
  const isInstalled = await run("python3", ["-m", "venv", folder]) &&
    await run(python, ["-m", "pip", "install", "-q", "-r", requirements]);
  if (!isInstalled) return null;
  await Deno.writeTextFile(marker, "");
  return python;
}

async function run(program: string, args: readonly string[]): Promise<boolean> {
  try {
    const { success } = await new Deno.Command(program, {
      args: [...args],
      stdin: "null",
      stdout: "null",
      stderr: "inherit",
    }).output();
    return success;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
