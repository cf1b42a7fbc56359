import { posix } from "node:path";
import type { TraceEvent } from "./syscall_trace.ts";

/** An event of a file. */
type FileEvent = Exclude<TraceEvent, { kind: "send" }>;
type Change = Extract<FileEvent, { kind: "write" | "truncate" }>;

/** Disks write whole sectors; any part of a longer write may reach the disk. */
const sectorBytes = 512;

/** A number in [0, 1). */
export type Random = () => number;

interface FileState {
  /** The content that is certainly on disk. */
  readonly durable: FileBytes;
  /** Changes since the last sync of the file, oldest first. */
  pending: Change[];
  /** Whether its name is certainly on disk, and whether it has one now. */
  wasNamed: boolean;
  isNamed: boolean;
}

/**
 * The files that a process writes, as a power cut could leave them.
 *
 * Only the content at the last sync of a file is certain. Later writes may reach the disk in any
 * combination, in parts, or not at all. The same is true of names and the sync of their folder.
 */
export class DiskImage {
  readonly #files = new Map<string, FileState>();
  #version = 0;

  /** Changes with the certain content. */
  get version(): number {
    return this.#version;
  }

  apply(event: FileEvent): void {
    if (event.kind === "sync") return this.#sync(event.path);
    const file = this.#files.get(event.path) ??
      { durable: new FileBytes(), pending: [], wasNamed: false, isNamed: false };
    this.#files.set(event.path, file);
    if (event.kind === "write" || event.kind === "truncate") file.pending.push(event);
    else file.isNamed = event.kind === "create";
  }

  #sync(path: string): void {
    this.#version += 1;
    const file = this.#files.get(path);
    if (file !== undefined) {
      for (const change of file.pending) file.durable.apply(change);
      file.pending = [];
      return;
    }
    for (const [name, inside] of this.#files) {
      if (posix.dirname(name) === path) inside.wasNamed = inside.isNamed;
    }
  }

  /** The files after a power cut that lost everything uncertain; valid until the next event. */
  worst(): Map<string, Uint8Array> {
    return this.#survivors((file) => file.wasNamed ? file.durable.view : null);
  }

  /** The files after a power cut that lost a random part. */
  some(random: Random): Map<string, Uint8Array> {
    return this.#survivors((file) => {
      const named = random() < 0.5 ? file.wasNamed : file.isNamed;
      if (!named) return null;
      const bytes = new FileBytes(file.durable.view);
      for (const change of file.pending) {
        if (random() < 0.5) bytes.apply(torn(change, random));
      }
      return bytes.view;
    });
  }

  #survivors(left: (file: FileState) => Uint8Array | null): Map<string, Uint8Array> {
    const found = new Map<string, Uint8Array>();
    for (const [path, file] of this.#files) {
      const bytes = left(file);
      if (bytes !== null) found.set(path, bytes);
    }
    return found;
  }
}

/** A write, or at random a part of it. */
function torn(change: Change, random: Random): Change {
  if (change.kind === "truncate" || random() < 0.75) return change;
  const sectors = Math.floor(random() * change.bytes.byteLength / sectorBytes);
  return { ...change, bytes: change.bytes.subarray(0, sectors * sectorBytes) };
}

/** The bytes of a file that grows and shrinks in place; those after its end are always zero. */
class FileBytes {
  #bytes: Uint8Array;
  #size: number;

  constructor(content: Uint8Array = new Uint8Array(0)) {
    this.#bytes = content.slice();
    this.#size = content.byteLength;
  }

  get view(): Uint8Array {
    return this.#bytes.subarray(0, this.#size);
  }

  apply(change: Change): void {
    if (change.kind === "truncate") {
      this.#reserve(change.sizeBytes);
      this.#bytes.fill(0, change.sizeBytes);
      this.#size = change.sizeBytes;
      return;
    }
    const end = change.offset + change.bytes.byteLength;
    this.#reserve(end);
    this.#bytes.set(change.bytes, change.offset);
    this.#size = Math.max(this.#size, end);
  }

  #reserve(size: number): void {
    if (size <= this.#bytes.byteLength) return;
    const grown = new Uint8Array(Math.max(size, 2 * this.#bytes.byteLength));
    grown.set(this.#bytes);
    this.#bytes = grown;
  }
}
