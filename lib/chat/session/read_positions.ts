import { after } from "../../async/timer.ts";
import { joinPath } from "../../text/file_path.ts";
import type { ReadUpTo } from "./read_marks.ts";

/** Whose positions are kept, and where. */
export interface ReadPositionsOptions {
  /** A folder for nothing else; made when it is first needed. */
  readonly folder: string;
  /** Null where the cluster does not say who it is. */
  readonly clusterId: string | null;
  readonly user: string;
}

/** What one file holds, beside names for people who look into it. */
interface Kept {
  readonly topicId: string | null;
  /** Offsets in decimal, by partition. */
  readonly next: Readonly<Record<string, string>>;
}

/** How long a position may wait for those that follow it. */
const saveDelayMs = 500;
/** Nobody else's business who reads what. */
const [folderMode, fileMode] = [0o700, 0o600];

/**
 * Keeps how far a user has read each channel, in a file per cluster, user and channel.
 *
 * Chats at the same time do not lose each other's positions: those of one channel go by the
 * furthest in each partition. Files are replaced as a whole, so that none is ever half written.
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

  /** Why positions could not be kept, if that is so. */
  get failure(): Error | undefined {
    return this.#failure;
  }

  /**
   * How far a channel was read; null where nothing is known. In a topic that is another one of the
   * same name nothing was read yet.
   */
  async load(channel: string, topicId: string | null): Promise<ReadUpTo | null> {
    const kept = await this.#read(await this.#path(channel));
    if (kept === null) return null;
    return kept.topicId === topicId ? toReadUpTo(kept) : new Map();
  }

  /** Keeps a position, shortly. */
  save(channel: string, topicId: string | null, next: ReadUpTo): void {
    this.#unsaved.set(channel, { topicId, next });
    this.#cancelSave ??= after(saveDelayMs, () => this.#saveAll());
  }

  /** Keeps at once what is not kept yet. */
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
      if (!(error instanceof Error)) throw error;
      this.#failure ??= error;
    }
  }

  async #replace(channel: string, topicId: string | null, next: ReadUpTo): Promise<void> {
    const path = await this.#path(channel);
    const kept = await this.#read(path);
    const merged = new Map(next);
    if (kept?.topicId === topicId) {
      for (const [partition, offset] of toReadUpTo(kept)) {
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

  /** What a file holds; null where there is none, or nothing that can be understood. */
  async #read(path: string): Promise<Kept | null> {
    try {
      const kept: unknown = JSON.parse(await Deno.readTextFile(path));
      return isKept(kept) ? kept : null;
    } catch {
      return null;
    }
  }

  /** Users and clusters may be called anything; what the file is called says nothing of that. */
  async #path(channel: string): Promise<string> {
    const { folder, clusterId, user } = this.#options;
    const name = new TextEncoder().encode(JSON.stringify([clusterId, user, channel]));
    const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", name));
    return joinPath(folder, `${hash.subarray(0, 16).toHex()}.json`);
  }
}

function isKept(value: unknown): value is Kept {
  if (typeof value !== "object" || value === null) return false;
  const { topicId, next } = value as Partial<Kept>;
  return (topicId === null || typeof topicId === "string") &&
    typeof next === "object" && next !== null &&
    Object.entries(next).every(([partition, offset]) =>
      /^\d{1,10}$/.test(partition) && typeof offset === "string" && /^\d{1,19}$/.test(offset)
    );
}

function toReadUpTo({ next }: Kept): ReadUpTo {
  return new Map(
    Object.entries(next).map(([partition, offset]) => [Number(partition), BigInt(offset)]),
  );
}
