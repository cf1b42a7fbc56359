import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { cacheFolder, exists, hashOf } from "./cache.ts";

const pom = fileURLToPath(new URL("pom.xml", import.meta.url));

/**
 * Returns the folder of Apache Kafka's jars, which Maven fetches if this `pom.xml` is new on this
 * machine.
 *
 * @throws {Error} If Java or Maven is missing, or Maven fails; its output is on stderr.
 */
export async function fetchJars(): Promise<string> {
  const folder = join(cacheFolder(), `kafka-${await hashOf(pom)}`);
  await requireProgram("java", "-version", "a Java runtime of version 17 or newer");
  if (await exists(folder)) return folder;
  await requireProgram("mvn", "-version", "Apache Maven");
  await Deno.mkdir(cacheFolder(), { recursive: true });
  const fresh = await Deno.makeTempDir({ dir: cacheFolder(), prefix: "fetching-" });
  try {
    await runMaven(fresh);
    await Deno.rename(fresh, folder);
  } catch (error) {
    await Deno.remove(fresh, { recursive: true });
    // Another run may have fetched the same jars first.
    if (!await exists(folder)) throw error;
  }
  return folder;
}

/** @throws {Error} If a program cannot be run. */
export async function requireProgram(program: string, probe: string, what: string): Promise<void> {
  const command = new Deno.Command(program, { args: [probe], stdout: "null", stderr: "null" });
  const found = await command.output().then((result) => result.success, () => false);
  if (!found) {
    throw new Error(`Cannot run "${program}": the tests on Apache Kafka need ${what} on the PATH`);
  }
}

async function runMaven(folder: string): Promise<void> {
  const goal = ["dependency:copy-dependencies", `-DoutputDirectory=${folder}`];
  const { success, code } = await new Deno.Command("mvn", {
    args: ["-q", "-B", "-f", pom, ...goal],
    stdin: "null",
    stdout: "inherit",
    stderr: "inherit",
  }).output();
  if (!success) throw new Error(`Cannot fetch Apache Kafka's jars: mvn ended with ${code}`);
}
