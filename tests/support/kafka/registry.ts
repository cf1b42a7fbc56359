import { join } from "node:path";
import { runProcess } from "../cli/process.ts";
import { freePorts } from "../peers/ports.ts";
import { poll } from "../poll.ts";
import { tempFolder } from "../temp_folder.ts";

/** The folder of the schema registry, as `deno task test:kafka` fetched it; undefined without. */
export const registryFolder = Deno.env.get("WAH_TEST_REGISTRY");
/** A Python with Confluent's client; undefined if there is none. */
export const confluentPython = Deno.env.get("WAH_TEST_PYTHON");

/** A running schema registry with an empty store. */
export interface SchemaRegistry extends AsyncDisposable {
  /** The address of Confluent's API. */
  readonly url: string;
}

/** Starts a registry in {@link registryFolder}; it takes about ten seconds. */
export async function startRegistry(folder: string): Promise<SchemaRegistry> {
  const [port, managementPort] = freePorts(2);
  const url = `http://127.0.0.1:${port}/apis/ccompat/v7`;
  const work = await tempFolder();
  const [jar] = [...Deno.readDirSync(folder)].map(({ name }) => name)
    .filter((name) => name.endsWith("-runner.jar"));
  const process = new Deno.Command("java", {
    args: ["-Xmx512m", "-XX:TieredStopAtLevel=1", "-jar", join(folder, jar!)],
    cwd: work.path,
    env: {
      QUARKUS_HTTP_PORT: `${port}`,
      QUARKUS_HTTP_HOST: "127.0.0.1",
      QUARKUS_MANAGEMENT_PORT: `${managementPort}`,
    },
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).spawn();
  await poll(async () => {
    const response = await fetch(`${url}/subjects`).catch(() => null);
    await response?.body?.cancel();
    return response?.ok || undefined;
  }, () => "the registry does not answer");
  return {
    url,
    async [Symbol.asyncDispose](): Promise<void> {
      process.kill("SIGKILL");
      await process.status;
      await work[Symbol.asyncDispose]();
    },
  };
}

/** Runs a program with Confluent's client for Python, and returns what it prints. */
export async function runConfluent(program: URL, args: readonly string[]): Promise<string> {
  const { status, stdout, stderr } = await runProcess(confluentPython!, [
    program.pathname,
    ...args,
  ]);
  if (status !== 0) throw new Error(`Confluent's client failed: ${stdout}${stderr}`);
  return stdout;
}
