import { shellQuote } from "../text/shell_quote.ts";
import { CredentialError } from "./credential_error.ts";

/** The bits of a file's mode that allow the group and others to read it. */
const readableByOthers = 0o044;

/** How to read a file that the settings name. */
export interface SettingsFileOptions {
  /** Rejects a file that the group or others can read, except on Windows. Default: false. */
  readonly isSecret?: boolean;
  readonly os: typeof Deno.build.os;
}

/**
 * Reads a file that the settings name.
 *
 * @param name What it contains, for errors, for example `CA certificates`.
 * @throws {CredentialError} If it cannot be read, or other users can read its secret.
 */
export async function readSettingsFile(
  path: string,
  name: string,
  { isSecret = false, os }: SettingsFileOptions,
): Promise<Uint8Array<ArrayBuffer>> {
  try {
    const { isFile, isDirectory, mode } = await Deno.stat(path);
    if (isDirectory) throw unreadable(path, name, "it is a directory");
    if (isSecret && isFile && os !== "windows" && ((mode ?? 0) & readableByOthers) !== 0) {
      throw new CredentialError(
        "exposed",
        `Cannot use the ${name} in "${path}": other users can read the file`,
        { hint: `Run chmod 600 ${shellQuote(path)}` },
      );
    }
    return await Deno.readFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) throw unreadable(path, name, "no such file", error);
    if (error instanceof Deno.errors.PermissionDenied) {
      throw unreadable(path, name, "permission denied", error);
    }
    // A missing permission of Deno is reported as such.
    if (error instanceof CredentialError || error instanceof Deno.errors.NotCapable) throw error;
    throw unreadable(path, name, error instanceof Error ? error.message : String(error), error);
  }
}

function unreadable(path: string, name: string, found: string, cause?: unknown): CredentialError {
  return new CredentialError("unreadable", `Cannot read the ${name} in "${path}": ${found}`, {
    cause,
  });
}
