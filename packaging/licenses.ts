import { join } from "node:path";

/** The part of `deno info --json` that says which npm packages a program contains. */
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
 * The licenses of all packages that a bundle of the program contains, which ask to be passed on.
 *
 * @throws {Error} If a package has no license file.
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
  if (file === undefined) throw new Error(`Cannot find the license of ${name} ${version}`);
  return `--- ${name} ${version}\n\n${Deno.readTextFileSync(join(localPath, file.name)).trim()}\n`;
}
