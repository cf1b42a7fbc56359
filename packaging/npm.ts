/**
 * Builds the npm package: `deno task npm [FOLDER]` writes wah-VERSION.tgz and prints its name.
 * Default FOLDER: the folder of deno.json. Needs npm, which packs it.
 *
 * The package contains a bundle of wah and its packages, and starts it with the Deno that npm
 * installs next to it. Once installed, it needs no registry.
 */
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { runFlags } from "../commands/_shared/permissions.ts";
import { version } from "../commands/_shared/version.ts";
import { lazyChunks } from "./bundle.ts";
import { bundledLicenses } from "./licenses.ts";

/** The exact version of Deno that the package depends on and the tests use. */
export const denoVersion = "2.9.6";

const root = fileURLToPath(new URL("../", import.meta.url));

/** The command line before the bundle, which needs no settings, no lock file and no network. */
const flags = [
  "--quiet",
  "--no-config",
  "--no-lock",
  "--cached-only",
  ...runFlags({ keepsData: true }),
];

const manifest = {
  name: "wah",
  version,
  description: "Chat, everyday operations and an embedded broker for Kafka and Redpanda",
  keywords: ["kafka", "redpanda", "chat", "cli", "broker"],
  license: "MIT",
  author: "the wah authors",
  type: "module",
  bin: { wah: "bin/wah.cjs" },
  man: "man/wah.1",
  engines: { node: ">=18" },
  dependencies: { deno: denoVersion },
};

/** Runs a program and returns its stdout; throws an error with its output if it fails. */
async function run(program: string, args: readonly string[]): Promise<string> {
  const command = new Deno.Command(program, { args: [...args], cwd: root });
  const { success, stdout, stderr } = await command.output();
  const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
  if (!success) throw new Error(`Cannot run ${program} ${args[0]}: ${text(stderr)}${text(stdout)}`);
  return text(stdout);
}

/** Bundles `main.ts` into `folder`, one chunk per dynamic import. */
async function bundle(folder: string): Promise<void> {
  await run(Deno.execPath(), ["bundle", "-q", "--code-splitting", "--outdir", folder, "main.ts"]);
  const names = [...Deno.readDirSync(folder)].map(({ name }) => name);
  const read = (name: string): string => Deno.readTextFileSync(join(folder, name));
  const chunks = lazyChunks(new Map(names.map((name) => [name, read(name)])));
  for (const [name, text] of chunks) Deno.writeTextFileSync(join(folder, name), text);
}

/** Writes the files of the package into `folder`. */
async function layOut(folder: string): Promise<void> {
  for (const name of ["bin", "lib", "man"]) Deno.mkdirSync(join(folder, name));
  await bundle(join(folder, "lib"));
  for (const name of ["README.md", "LICENSE"]) {
    Deno.copyFileSync(join(root, name), join(folder, name));
  }
  Deno.copyFileSync(join(root, "packaging", "npm", "wah.cjs"), join(folder, "bin", "wah.cjs"));
  Deno.copyFileSync(join(root, "packaging", "wah.1"), join(folder, "man", "wah.1"));
  const write = (name: string, text: string): void =>
    Deno.writeTextFileSync(join(folder, name), text);
  write("bin/flags.json", `${JSON.stringify(flags)}\n`);
  write("package.json", `${JSON.stringify(manifest, null, 2)}\n`);
  const packages = join(root, "commands", "_shared", "packages.ts");
  const info = await run(Deno.execPath(), ["info", "--json", packages]);
  write("THIRD_PARTY_LICENSES", bundledLicenses(JSON.parse(info)));
}

/** Returns the name of the package's file in `target`. */
async function build(target: string): Promise<string> {
  const folder = await Deno.makeTempDir({ prefix: "wah-npm-" });
  try {
    await layOut(folder);
    const packed = await run("npm", [
      "pack",
      folder,
      "--pack-destination",
      target,
      "--loglevel=error",
    ]);
    return packed.trim();
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

if (import.meta.main) {
  const [target = root] = Deno.args;
  const name = await build(resolve(target));
  await Deno.stdout.write(new TextEncoder().encode(`${name}\n`));
}
