import { UsageError } from "../errors.ts";

/** A larger file holds something else. */
const maxBytes = 1_048_576;

/** The text of a settings file, and what the file system says about it. */
export interface SettingsText {
  readonly file: string;
  readonly text: string;
  /** Permission bits; null on Windows. */
  readonly mode: number | null;
}

/**
 * Reads a settings file; null if there is no regular file.
 *
 * @throws {UsageError} If it cannot be read, or is larger than 1 MiB.
 */
export function readSettingsText(file: string): SettingsText | null {
  const info = statOf(file);
  if (info === null) return null;
  if (info.size > maxBytes) {
    throw new UsageError(`Cannot read "${file}": it is larger than 1 MiB`);
  }
  try {
    return { file, text: Deno.readTextFileSync(file), mode: info.mode };
  } catch (cause) {
    throw unreadable(file, cause);
  }
}

/**
 * Parses a TOML file.
 *
 * @throws {UsageError} If it is not valid TOML; names the file, the line and the column.
 */
export async function parseToml(
  { file, text }: Pick<SettingsText, "file" | "text">,
): Promise<Record<string, unknown>> {
  const { parse, TomlError } = await import("smol-toml");
  try {
    return parse(text);
  } catch (cause) {
    if (!(cause instanceof TomlError)) throw cause;
    const found = cause.message.split("\n")[0]!.replace(/^Invalid TOML document: /, "");
    throw new UsageError(
      `Cannot read "${file}": line ${cause.line}, column ${cause.column}: ${found}`,
      { cause },
    );
  }
}

/** Facts about a regular file; null if there is none. */
function statOf(file: string): Deno.FileInfo | null {
  try {
    const info = Deno.statSync(file);
    return info.isFile ? info : null;
  } catch (cause) {
    const isAbsent = cause instanceof Deno.errors.NotFound ||
      cause instanceof Deno.errors.NotADirectory;
    if (isAbsent) return null;
    throw unreadable(file, cause);
  }
}

function unreadable(file: string, cause: unknown): UsageError {
  const found = cause instanceof Error ? cause.message : String(cause);
  return new UsageError(`Cannot read "${file}": ${found}`, { cause });
}
