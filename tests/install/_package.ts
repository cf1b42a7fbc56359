import { join } from "node:path";
import { type TempFolder, tempFolder } from "../support/temp_folder.ts";
import type { InstalledWah } from "./_main_job.ts";
import { bareEnvironment, offline, pathWithoutDeno, root, runOk } from "./_machine.ts";

/** The npm package on a machine with only Node, with an empty home and a separate prefix. */
export interface InstalledPackage extends InstalledWah, AsyncDisposable {
  /** The environment to run it in, in which no registry is reachable. */
  readonly env: Record<string, string>;
  /** The folder of the package. */
  readonly folder: string;
}

/** Builds the npm package into `folder` and returns the path of its file. */
export async function buildPackage(folder: TempFolder): Promise<string> {
  const { stdout } = await runOk(Deno.execPath(), ["task", "-q", "npm", folder.path], {
    cwd: root,
  });
  return folder.file(stdout.trim());
}

/** Installs the package with npm and the given flags, for all users of a machine. */
export async function installPackage(
  packageFile: string,
  flags: readonly string[] = [],
): Promise<InstalledPackage> {
  const machine = await tempFolder();
  for (const name of ["home", "prefix", "elsewhere"]) Deno.mkdirSync(machine.file(name));
  const env = { ...bareEnvironment(machine.file("home")), PATH: pathWithoutDeno() };
  const prefix = machine.file("prefix");
  await runOk("npm", ["install", "-g", "--prefix", prefix, ...flags, packageFile], {
    cwd: machine.path,
    env,
  });
  const installed = offline({ ...env, PATH: `${join(prefix, "bin")}:${env.PATH}` });
  return {
    command: ["wah"],
    options: { cwd: machine.file("elsewhere"), env: installed },
    env: installed,
    folder: join(prefix, "lib", "node_modules", "wah"),
    [Symbol.asyncDispose]: () => machine[Symbol.asyncDispose](),
  };
}
