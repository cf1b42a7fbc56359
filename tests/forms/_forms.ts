import { delimiter, join } from "node:path";
import { runFlags } from "../../commands/_shared/permissions.ts";
import { bareEnvironment, offline, pathWithoutDeno, root, runOk } from "../install/_machine.ts";
import { buildPackage, installPackage } from "../install/_package.ts";
import { freePorts } from "../support/peers/ports.ts";
import { type ProcessResult, runProcess } from "../support/cli/process.ts";
import { tempFolder } from "../support/temp_folder.ts";

type Environment = Readonly<Record<string, string>>;

/** The compared ways to run wah, by name. */
export const formNames = ["task", "package", "bundle"] as const;

/** One way to run wah: a command `wah` with an empty home, outside of the checkout, offline. */
export interface Form extends AsyncDisposable {
  readonly name: typeof formNames[number];
  /** A free port of this machine. */
  readonly port: number;
  /** The folder with the program's files; of a task, the checkout. */
  readonly folder: string;
  /** The only folder in which the form changes files. */
  readonly home: string;
  /** Runs a line of Bash, in which `wah` is this form. */
  run(line: string, env?: Environment): Promise<ProcessResult>;
}

/** A form without a home yet. */
interface Program extends AsyncDisposable {
  readonly name: Form["name"];
  readonly folder: string;
  /** The folder of the command `wah`. */
  readonly bin: string;
  readonly env: Environment;
}

/** Builds all forms, for one test file. */
export async function openForms(): Promise<Form[]> {
  const ports = freePorts(formNames.length);
  const programs = await Promise.all([openTask(), openPackage(), openBundle()]);
  return await Promise.all(programs.map((program, index) => settle(program, ports[index]!)));
}

/** Disposes of all forms. */
export async function closeForms(forms: readonly Form[]): Promise<void> {
  for (const form of forms) await form[Symbol.asyncDispose]();
}

async function settle(program: Program, port: number): Promise<Form> {
  const { name, folder, bin } = program;
  const place = await tempFolder();
  const home = place.file("home");
  Deno.mkdirSync(join(home, "elsewhere"), { recursive: true });
  const path = `${bin}${delimiter}${pathWithoutDeno()}`;
  const settings = { PATH: path, WAH_BROKERS: `127.0.0.1:${port}`, ...program.env };
  const env = { ...offline(bareEnvironment(home)), ...settings };
  return {
    ...{ name, port, folder, home },
    run: (line, more = {}) =>
      runProcess("bash", ["-o", "pipefail", "-c", line], {
        cwd: join(home, "elsewhere"),
        env: { ...env, ...more },
      }),
    async [Symbol.asyncDispose](): Promise<void> {
      await place[Symbol.asyncDispose]();
      await program[Symbol.asyncDispose]();
    },
  };
}

/** `deno task chat …`, or `deno task wah …` for a command without a task. */
async function openTask(): Promise<Program> {
  const folder = await tempFolder();
  writeCommand(
    folder.path,
    'case $1 in chat | topic | consume | health | dev) ;; *) set -- wah "$@" ;; esac\n' +
      `exec "${Deno.execPath()}" task -q --config "${root}deno.json" "$@"`,
  );
  // It uses the package cache of these tests, so that it requests nothing from a registry.
  const { stdout } = await runOk(Deno.execPath(), ["info", "--json"], {});
  return {
    ...{ name: "task", folder: root, bin: folder.path },
    env: { DENO_DIR: JSON.parse(stdout).denoDir },
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}

async function openPackage(): Promise<Program> {
  await using folder = await tempFolder();
  const wah = await installPackage(await buildPackage(folder), ["--ignore-scripts"]);
  return {
    ...{ name: "package", folder: wah.folder, bin: join(wah.folder, "../../../bin"), env: {} },
    [Symbol.asyncDispose]: () => wah[Symbol.asyncDispose](),
  };
}

/** One file, built by `deno bundle main.ts`. */
async function openBundle(): Promise<Program> {
  const folder = await tempFolder();
  const file = folder.file("wah.js");
  await runOk(Deno.execPath(), ["bundle", "-q", "--output", file, "main.ts"], { cwd: root });
  const flags = runFlags({ keepsData: true }).map((flag) => `'${flag}'`).join(" ");
  writeCommand(folder.path, `exec "${Deno.execPath()}" run ${flags} "${file}" "$@"`);
  return {
    ...{ name: "bundle", folder: folder.path, bin: folder.path },
    env: { DENO_NO_UPDATE_CHECK: "1" },
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}

function writeCommand(folder: string, script: string): void {
  Deno.writeTextFileSync(join(folder, "wah"), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
}
