import { join } from "node:path";
import { cacheFolder, exists } from "./cache.ts";
import { requireProgram } from "./jars.ts";

/** Apicurio's schema registry, which also has Confluent's API. */
const group = "io.apicurio";
const name = "apicurio-registry-app";
const version = "3.0.9";

/**
 * Returns the folder of a schema registry, which Maven fetches if it is new on this machine.
 *
 * @throws {Error} If Maven is missing or fails; its output is on stderr.
 */
export async function fetchRegistry(): Promise<string> {
  const folder = join(cacheFolder(), `registry-${version}`);
  if (await exists(folder)) return folder;
  await requireProgram("mvn", "-version", "Apache Maven");
  await Deno.mkdir(cacheFolder(), { recursive: true });
  const fresh = await Deno.makeTempDir({ dir: cacheFolder(), prefix: "fetching-" });
  try {
    // Only this goal does not look for the parent of the artifact, which is not needed.
    await run("mvn", [
      ...["-q", "-B", "dependency:get", "-Dtransitive=false"],
      `-Dartifact=${group}:${name}:${version}:tar.gz:all`,
    ]);
    await run("tar", ["-xzf", archive(), "-C", fresh]);
    await Deno.rename(fresh, folder);
  } catch (error) {
    await Deno.remove(fresh, { recursive: true });
    // Another run may have fetched the same first.
    if (!await exists(folder)) throw error;
  }
  return folder;
}

/** Where Maven keeps the archive. */
function archive(): string {
  const repository = join(Deno.env.get("HOME") ?? ".", ".m2", "repository");
  const folder = join(repository, group.replaceAll(".", "/"), name, version);
  return join(folder, `${name}-${version}-all.tar.gz`);
}

async function run(program: string, args: readonly string[]): Promise<void> {
  const { success, code } = await new Deno.Command(program, {
    args: [...args],
    stdin: "null",
    stdout: "inherit",
    stderr: "inherit",
  }).output();
  if (!success) throw new Error(`Cannot fetch the schema registry: ${program} ended with ${code}`);
}
