import { FailedError } from "../errors.ts";
import { parentDirectory } from "../text/file_path.ts";
import { type CopyState, formatState, parseState, StateProblem } from "./copy_state.ts";

const fileMode = 0o600;

/** A file with the state of a copy. A reader finds the last state or the one before, whole. */
export class ResumeFile {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  /**
   * Returns the state; null if there is no file, or an empty one.
   *
   * @throws {FailedError} If it cannot be read, contains something else, or is of a newer version.
   */
  async read(): Promise<CopyState | null> {
    let text: string;
    try {
      text = await Deno.readTextFile(this.#path);
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return null;
      throw this.#failure("read", error);
    }
    if (text === "") return null;
    try {
      return parseState(text);
    } catch (error) {
      if (!(error instanceof StateProblem)) throw error;
      throw new FailedError(`Cannot resume from ${JSON.stringify(this.#path)}: ${error.message}`);
    }
  }

  /**
   * Replaces the state. When this resolves, the new one survives a crash of the machine; until then
   * the old one does.
   *
   * @throws {FailedError} If it cannot be written.
   */
  async write(state: CopyState): Promise<void> {
    // At once, because parts of the state may change while the file is opened.
    const bytes = new TextEncoder().encode(formatState(state));
    try {
      const target = await linkTarget(this.#path);
      const draft = `${target}.new`;
      {
        using file = await Deno.open(draft, {
          write: true,
          create: true,
          truncate: true,
          mode: fileMode,
        });
        await writeAll(file, bytes);
        await file.sync();
      }
      await Deno.rename(draft, target);
      await syncFolder(parentDirectory(target));
    } catch (error) {
      throw this.#failure("write", error);
    }
  }

  #failure(verb: string, cause: unknown): unknown {
    if (cause instanceof Deno.errors.NotCapable || !(cause instanceof Error)) return cause;
    if (!("code" in cause) && !isDenoError(cause)) return cause;
    const found = cause.message.replace(/^([^:]*?) \(os error \d+\).*$/s, "$1");
    return new FailedError(`Cannot ${verb} ${JSON.stringify(this.#path)}: ${found}`, { cause });
  }
}

function isDenoError(error: Error): boolean {
  return Object.values(Deno.errors).some((type) => error instanceof type);
}

async function writeAll(file: Deno.FsFile, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.byteLength;) at += await file.write(bytes.subarray(at));
}

/** The file that a symbolic link leads to, so that writing keeps the link. */
async function linkTarget(path: string): Promise<string> {
  try {
    return await Deno.realPath(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return path;
    throw error;
  }
}

/** Makes a rename survive a crash. Windows cannot open folders, and needs no such step. */
async function syncFolder(folder: string): Promise<void> {
  if (Deno.build.os === "windows") return;
  using handle = await Deno.open(folder);
  await handle.sync();
}
