import { FailedError, UsageError } from "../errors.ts";
import { parentDirectory } from "../text/file_path.ts";
import { type ConfigFile, configVersion } from "./config_file.ts";
import { editData, editToml, isSameData, type TomlEdit, type TomlTable } from "./edit_toml.ts";

/**
 * Changes the file of the profiles, and creates it if it does not exist: with mode 0600, through a
 * temporary file, so that no reader sees half of it. Unknown keys stay, and comments too unless the
 * file has an unusual layout.
 *
 * @throws {UsageError} If a newer version of this program wrote it.
 * @throws {FailedError} If it cannot be written.
 */
export async function writeConfig(
  { file, text, data, isNewer }: Pick<ConfigFile, "file" | "text" | "data" | "isNewer">,
  changes: readonly (TomlEdit | TomlTable)[],
): Promise<void> {
  if (isNewer) {
    throw new UsageError(`Cannot change "${file}": a newer version of wah wrote it`, {
      hint: "Update wah",
    });
  }
  const edits = "version" in data
    ? changes
    : [{ path: ["version"], value: configVersion }, ...changes];
  const wanted = editData(data, edits);
  writeAtomically(file, await textOf(text, edits, wanted));
}

async function textOf(
  text: string,
  edits: readonly (TomlEdit | TomlTable)[],
  wanted: Record<string, unknown>,
): Promise<string> {
  const { parse, stringify, TomlError } = await import("smol-toml");
  const edited = editToml(text, edits);
  try {
    if (isSameData(parse(edited), wanted)) return edited;
  } catch (error) {
    // The layout was too unusual to edit.
    if (!(error instanceof TomlError)) throw error;
  }
  return stringify(wanted);
}

function writeAtomically(file: string, text: string): void {
  try {
    Deno.mkdirSync(parentDirectory(file), { recursive: true, mode: 0o700 });
    const target = linkTarget(file);
    const temporary = `${target}.${crypto.randomUUID().slice(0, 8)}.tmp`;
    try {
      Deno.writeTextFileSync(temporary, text, { createNew: true, mode: 0o600 });
      Deno.renameSync(temporary, target);
    } catch (error) {
      removeQuietly(temporary);
      throw error;
    }
  } catch (cause) {
    if (cause instanceof Deno.errors.NotCapable) throw cause;
    const found = cause instanceof Error ? cause.message : String(cause);
    throw new FailedError(`Cannot write "${file}": ${found}`, { cause });
  }
}

/** The file that a symbolic link leads to, so that writing keeps the link. */
function linkTarget(file: string): string {
  try {
    return Deno.realPathSync(file);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return file;
    throw error;
  }
}

function removeQuietly(file: string): void {
  try {
    Deno.removeSync(file);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
