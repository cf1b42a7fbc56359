import { join } from "node:path";

/** The part of `deno info --json` with the npm packages that a program contains. */
export interface ProgramInfo {
  readonly modules: readonly { readonly npmPackage?: string }[];
  readonly npmPackages: Readonly<Record<string, NpmPackage>>;
}

/** A package in Deno's cache. */
export interface NpmPackage {
  readonly name: string;
  readonly version: string;
  /** Keys of {@link ProgramInfo.npmPackages}. */
  readonly dependencies: readonly string[];
  readonly localPath: string;
}

/**
 * Returns the licenses of all packages in a bundle of the program, because most must be distributed
 * with it. For a package without a license file, returns the name of the license and the author.
 *
 * @throws {Error} If a package has no license either.
 */
export function bundledLicenses({ modules, npmPackages }: ProgramInfo): string {
  const found = new Map<string, NpmPackage>();
  const visit = (key: string): void => {
    if (found.has(key)) return;
    const { [key]: npmPackage } = npmPackages;
    if (npmPackage === undefined) throw new Error(`Cannot find the package "${key}"`);
    found.set(key, npmPackage);
    npmPackage.dependencies.forEach(visit);
  };
  for (const { npmPackage } of modules) if (npmPackage !== undefined) visit(npmPackage);
  const texts = [...found.values()].map(licenseText).sort();
  return `wah contains these packages.\n\n${texts.join("\n")}`;
}

function licenseText({ name, version, localPath }: NpmPackage): string {
  const file = [...Deno.readDirSync(localPath)].find((entry) => /^licen[cs]e/i.test(entry.name));
  const text = file === undefined
    ? namedLicense(join(localPath, "package.json"))
    : Deno.readTextFileSync(join(localPath, file.name)).trim();
  return `--- ${name} ${version}\n\n${text}\n`;
}

function namedLicense(path: string): string {
  const { name, license, author, repository }: {
    readonly name: string;
    readonly license?: string;
    readonly author?: unknown;
    readonly repository?: { readonly url: string };
  } = JSON.parse(Deno.readTextFileSync(path));
  if (license === undefined) throw new Error(`Cannot find the license of ${name}`);
  const source = repository === undefined ? "" : `\nSource: ${repository.url}`;
  return `License: ${license}\nAuthor: ${String(author ?? "not named")}${source}`;
}
