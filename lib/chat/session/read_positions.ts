import { after } from "../../async/timer.ts";
import { joinPath } from "../../text/file_path.ts";
import type { ReadUpTo } from "./read_marks.ts";

/** Options of {@link ReadPositions}. */
export interface ReadPositionsOptions {
  /** A folder for these files only; created when first needed. */
  readonly folder: string;
  /** Null if the cluster has no id. */
  readonly clusterId: string | null;
  readonly user: string;
}

/** The content of a file, without the names that it contains for people. */
interface SavedPosition {
  readonly topicId: string | null;
  /** Offsets in decimal, by partition. */
  readonly next: Readonly<Record<string, string>>;
}

/** How long a position waits, so that several are written at once. */
const saveDelayMs = 500;
/** Private to the user: the files show which channels they read. */
const [folderMode, fileMode] = [0o700, 0o600];

/**
 * Stores how far a user has read each channel, in a file for each cluster, user and channel.
 *
 * Chats that run at the same time do not lose each other's positions: the furthest one in each
 * partition wins. Files are replaced as a whole, so that no file is ever incomplete.
 */
export class ReadPositions implements AsyncDisposable {
  readonly #options: ReadPositionsOptions;
  readonly #unsaved = new Map<string, { readonly topicId: string | null; next: ReadUpTo }>();
  #cancelSave: (() => void) | undefined;
  #saving: Promise<void> = Promise.resolve();
  #failure: Error | undefined;

  constructor(options: ReadPositionsOptions) {
    this.#options = options;
  }

  /** The first error of saving a position; undefined if there was none. */
  get failure(): Error | undefined {
    return this.#failure;
  }

  /**
   * Loads the read position of a channel; null if none is saved. It is empty if the topic was
   * created again since it was saved.
   */
  async load(channel: string, topicId: string | null): Promise<ReadUpTo | null> {
    const saved = await this.#read(await this.#path(channel));
    if (saved === null) return null;
    return saved.topicId === topicId ? toReadUpTo(saved) : new Map();
  }

  /** Saves a read position after a short delay. */
  save(channel: string, topicId: string | null, next: ReadUpTo): void {
    this.#unsaved.set(channel, { topicId, next });
    this.#cancelSave ??= after(saveDelayMs, () => this.#saveAll());
  }

  /** Saves all positions that are not saved yet. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#saveAll();
    await this.#saving;
  }

  #saveAll(): void {
    this.#cancelSave?.();
    this.#cancelSave = undefined;
    const unsaved = [...this.#unsaved];
    this.#unsaved.clear();
    if (unsaved.length > 0) this.#saving = this.#saving.then(() => this.#write(unsaved));
  }

  async #write(
    positions: readonly (readonly [string, { topicId: string | null; next: ReadUpTo }])[],
  ): Promise<void> {
    const { folder } = this.#options;
    try {
      await Deno.mkdir(folder, { recursive: true, mode: folderMode });
      const path = joinPath(folder, "lock");
      using lock = await Deno.open(path, { create: true, write: true, mode: fileMode });
      await lock.lock(true);
      for (const [channel, { topicId, next }] of positions) {
        await this.#replace(channel, topicId, next);
      }
    } catch (error) {
      if (!isSystemError(error)) throw error;
      this.#failure ??= error;
    }
  }

  async #replace(channel: string, topicId: string | null, next: ReadUpTo): Promise<void> {
    const path = await this.#path(channel);
    const saved = await this.#read(path);
    const merged = new Map(next);
    if (saved?.topicId === topicId) {
      for (const [partition, offset] of toReadUpTo(saved)) {
        if (offset > (merged.get(partition) ?? 0n)) merged.set(partition, offset);
      }
    }
    const { clusterId, user } = this.#options;
    const offsets = [...merged].map(([partition, offset]) => [partition, `${offset}`]);
    const text = JSON.stringify(
      { cluster: clusterId, user, channel, topicId, next: Object.fromEntries(offsets) },
      null,
      2,
    );
    await Deno.writeTextFile(`${path}.new`, `${text}\n`, { mode: fileMode });
    await Deno.rename(`${path}.new`, path);
  }

  /** Reads a file; null if it does not exist or is invalid. */
  async #read(path: string): Promise<SavedPosition | null> {
    try {
      const saved: unknown = JSON.parse(await Deno.readTextFile(path));
      return isSavedPosition(saved) ? saved : null;
    } catch (error) {
      // Without a position the chat shows no unread marker; a failure to save is reported.
      if (error instanceof SyntaxError || isSystemError(error)) return null;
      throw error;
    }
  }

  /** File names are hashes, because users and clusters can have any name. */
  async #path(channel: string): Promise<string> {
    const { folder, clusterId, user } = this.#options;
    const name = new TextEncoder().encode(JSON.stringify([clusterId, user, channel]));
    const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", name));
    return joinPath(folder, `${hash.subarray(0, 16).toHex()}.json`);
  }
}

/**
 * Returns whether an error is one of the file system or its permissions, as opposed to a bug. Deno
 * has no class for some of them, such as ENOSPC, but all of those have a code.
 */
function isSystemError(error: unknown): error is Error {
  return error instanceof Error &&
    ("code" in error || Object.values(Deno.errors).some((type) => error instanceof type));
}

function isSavedPosition(value: unknown): value is SavedPosition {
  if (typeof value !== "object" || value === null) return false;
  const { topicId, next } = value as Partial<SavedPosition>;
  return (topicId === null || typeof topicId === "string") &&
    typeof next === "object" && next !== null &&
    Object.entries(next).every(([partition, offset]) =>
      /^\d{1,10}$/.test(partition) && typeof offset === "string" && /^\d{1,19}$/.test(offset)
    );
}

function toReadUpTo({ next }: SavedPosition): ReadUpTo {
  return new Map(
    Object.entries(next).map(([partition, offset]) => [Number(partition), BigInt(offset)]),
  );
}
