import type { Context } from "../context.ts";
import { UsageError } from "../errors.ts";
import { absolutePath, joinPath, parentDirectory } from "../text/file_path.ts";
import type { ConfigFile } from "./config_file.ts";
import { environmentSources, flagSource } from "./environment.ts";
import { resolveSettings } from "./settings.ts";
import type { Settings } from "./settings.ts";
import type { SettingSource } from "./source.ts";
import { userFolder } from "./user_folder.ts";

/** The settings of a command line. */
export interface CommandLineSettings {
  /** Values of flags, by the key of the flag. */
  readonly flags: Readonly<Record<string, unknown>>;
  /** The profile that it names. */
  readonly profile: string | undefined;
}

/** The settings that count, and what the user should know about the files. */
export interface LoadedSettings {
  readonly settings: Settings;
  /** Sentences without a full stop: unknown keys, files that are not used. */
  readonly warnings: readonly string[];
}

/** A profile in use, and whether the command line names it. */
interface Chosen {
  readonly source: SettingSource;
  readonly isNamed: boolean;
}

/**
 * Reads all settings and decides which ones count. In order of precedence: flags, the profile that
 * the command line names, `WAH_*`, `RPK_*`, the project file, and the current profile, which
 * `WAH_PROFILE` can name.
 *
 * @throws {UsageError} If a file or a value is invalid, or there is no profile of a name.
 */
export async function loadSettings(
  { flags, profile }: CommandLineSettings,
  context: Pick<Context, "env" | "machine">,
): Promise<LoadedSettings> {
  const warnings: string[] = [];
  const [wah, rpk] = await environmentSources(context.env);
  const chosen = await readChosenProfile(profile, context, warnings);
  const project = await readProject(context, warnings);
  const sources = [
    flagSource(flags),
    ...(chosen?.isNamed ? [chosen.source] : []),
    ...[wah, rpk],
    ...(project === undefined ? [] : [project]),
    ...(chosen === undefined || chosen.isNamed ? [] : [chosen.source]),
  ];
  const settings = resolveSettings({ sources, isProfileNamed: chosen?.isNamed ?? false });
  return { settings, warnings };
}

async function readChosenProfile(
  named: string | undefined,
  context: Pick<Context, "env" | "machine">,
  warnings: string[],
): Promise<Chosen | undefined> {
  const fromEnvironment = context.env("WAH_PROFILE");
  const folder = userFolder("config", context);
  const file = folder === null ? null : joinPath(folder, "config.toml");
  const wanted = named ?? fromEnvironment;
  if (file === null || !exists(file)) {
    if (wanted === undefined) return undefined;
    throw new UsageError(`Cannot use the profile "${wanted}": there are no profiles`, {
      hint: `Create it with wah profile create ${wanted} -b HOST:PORT`,
    });
  }
  const [{ readConfigFile, readProfile }, { unknownKeyWarning }] = await Promise.all([
    import("./config_file.ts" as string) as Promise<typeof import("./config_file.ts")>,
    import("./unknown_key.ts" as string) as Promise<typeof import("./unknown_key.ts")>,
  ]);
  const config = await readConfigFile(file);
  if (config === null) return undefined;
  if (config.isNewer) warnings.push(newerWarning(config));
  warnings.push(...config.unknown.map((key) => unknownKeyWarning(key, config.file)));
  const name = wanted ?? config.current;
  if (name === undefined) return undefined;
  const profile = readProfile(config, name, context);
  if (profile === null) {
    const { missingProfile } = await (import("./missing_profile.ts" as string) as Promise<
      typeof import("./missing_profile.ts")
    >);
    const place = named !== undefined
      ? "--profile"
      : fromEnvironment !== undefined
      ? "WAH_PROFILE"
      : `current in "${file}"`;
    throw missingProfile(name, config, place);
  }
  warnings.push(...profile.unknown.map((key) => unknownKeyWarning(key, config.file)));
  return { source: profile.source, isNamed: named !== undefined };
}

async function readProject(
  { machine }: Pick<Context, "machine">,
  warnings: string[],
): Promise<SettingSource | undefined> {
  const { file, foreign } = findProjectFile(".", machine.homeFolder());
  if (foreign !== undefined) {
    warnings.push(`"${foreign}" is not used: it belongs to another user`);
  }
  if (file === undefined) return undefined;
  const [{ readProjectFile }, { unknownKeyWarning }] = await Promise.all([
    import("./project_file.ts" as string) as Promise<typeof import("./project_file.ts")>,
    import("./unknown_key.ts" as string) as Promise<typeof import("./unknown_key.ts")>,
  ]);
  const { source, unknown } = await readProjectFile(file);
  warnings.push(...unknown.map((key) => unknownKeyWarning(key, file)));
  return source;
}

function newerWarning({ file }: ConfigFile): string {
  return `"${file}" is not used: a newer version of wah wrote it`;
}

/** Whether there is a file; one that cannot be looked at is reported when it is read. */
function exists(file: string): boolean {
  try {
    Deno.statSync(file);
    return true;
  } catch (error) {
    const isAbsent = error instanceof Deno.errors.NotFound ||
      error instanceof Deno.errors.NotADirectory;
    return !isAbsent;
  }
}

/** The name of a project file. */
const projectFileName = "wah.toml";

/** The project file of a folder. */
export interface ProjectPath {
  /** Undefined if there is none. */
  readonly file: string | undefined;
  /** A file that belongs to another user, which is not used. */
  readonly foreign: string | undefined;
}

/**
 * Finds the project file of a folder: in the folder itself or the nearest one above.
 *
 * The search ends with the root of a repository (a folder with `.git`), and below the home folder:
 * a file there counts only in that folder itself. A file above the folder that belongs to another
 * user does not count, because anyone can write one in `/tmp`.
 */
export function findProjectFile(from: string, home: string | undefined): ProjectPath {
  const start = absolutePath(from);
  const end = home === undefined ? undefined : absolutePath(home);
  for (let folder = start;; folder = parentDirectory(folder)) {
    if (folder === end && folder !== start) break;
    const file = joinPath(folder, projectFileName);
    const info = infoOf(file);
    if (info?.isFile) {
      const isOwn = folder === start || info.uid === null || info.uid === 0 ||
        info.uid === infoOf(start)?.uid;
      return isOwn ? { file, foreign: undefined } : { file: undefined, foreign: file };
    }
    if (folder === parentDirectory(folder) || infoOf(joinPath(folder, ".git")) !== null) break;
  }
  return { file: undefined, foreign: undefined };
}

function infoOf(path: string): Deno.FileInfo | null {
  try {
    return Deno.statSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) throw error;
    return null;
  }
}
