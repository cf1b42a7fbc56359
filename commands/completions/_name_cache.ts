import type { Context } from "../../lib/context.ts";
import { userFolder } from "../../lib/settings/user_folder.ts";
import { joinPath } from "../../lib/text/file_path.ts";

/** Names that were found, and when, in milliseconds since the Unix epoch. */
export interface CachedNames {
  readonly atMs: number;
  readonly names: readonly string[];
}

/** The content of the file. */
interface CacheFile {
  readonly version: number;
  /** By cluster and kind of name; the latest entry is the last one. */
  readonly entries: Readonly<Record<string, CachedNames>>;
}

/** Version of the shape of the file. */
const fileVersion = 1;
/** Most entries and most names of one; the file is read at each Tab. */
const [maxEntries, maxNames] = [30, 5_000];
/** The names of topics and groups can be confidential. */
const [folderMode, fileMode] = [0o700, 0o600];

/**
 * Names for completion in a file of the state folder. A file that cannot be read or written, or
 * that a newer version of wah wrote, is left alone: then nothing is cached.
 */
export class NameCache {
  readonly #folder: string | null;

  constructor(context: Pick<Context, "env" | "machine">) {
    this.#folder = userFolder("state", context);
  }

  /** Reads the names of an entry; null if there are none. */
  async read(key: string): Promise<CachedNames | null> {
    const file = await this.#readFile();
    return file !== "newer" && Object.hasOwn(file, key) ? file[key]! : null;
  }

  /** Replaces an entry. */
  async write(key: string, { atMs, names }: CachedNames): Promise<void> {
    const entries = await this.#readFile();
    if (this.#folder === null || entries === "newer") return;
    const others = Object.entries(entries).filter(([name]) => name !== key).slice(1 - maxEntries);
    const entry: CachedNames = { atMs, names: names.slice(0, maxNames) };
    const file: CacheFile = {
      version: fileVersion,
      entries: Object.fromEntries([...others, [key, entry]]),
    };
    const path = this.#path(this.#folder);
    const draft = `${path}.${Deno.pid}`;
    try {
      await Deno.mkdir(this.#folder, { recursive: true, mode: folderMode });
      await Deno.writeTextFile(draft, `${JSON.stringify(file)}\n`, { mode: fileMode });
      await Deno.rename(draft, path);
    } catch (error) {
      // Without a cache, the next Tab asks the cluster again.
      if (!isSystemError(error)) throw error;
    }
  }

  #path(folder: string): string {
    return joinPath(folder, "completion.json");
  }

  async #readFile(): Promise<CacheFile["entries"] | "newer"> {
    if (this.#folder === null) return {};
    try {
      const file: unknown = JSON.parse(await Deno.readTextFile(this.#path(this.#folder)));
      return entriesOf(file);
    } catch (error) {
      // It does not exist, cannot be read or is not JSON.
      if (!isSystemError(error) && !(error instanceof SyntaxError)) throw error;
      return {};
    }
  }
}

function entriesOf(file: unknown): CacheFile["entries"] | "newer" {
  const { version, entries } = (file ?? {}) as Partial<CacheFile>;
  if (typeof version === "number" && version > fileVersion) return "newer";
  if (version !== fileVersion || typeof entries !== "object" || entries === null) return {};
  return Object.fromEntries(Object.entries(entries).filter(([, entry]) => isCached(entry)));
}

function isCached(entry: unknown): entry is CachedNames {
  const { atMs, names } = (entry ?? {}) as Partial<CachedNames>;
  return typeof atMs === "number" && Array.isArray(names) &&
    names.every((name) => typeof name === "string");
}

/** Whether an error is about a file: the runtime's errors for these have a code. */
function isSystemError(error: unknown): boolean {
  return error instanceof Error && ("code" in error || error instanceof Deno.errors.NotCapable);
}
