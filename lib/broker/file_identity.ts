/** The file that a path led to at one moment, to recognize it later. */
export class FileIdentity {
  readonly path: string;
  readonly #device: number;
  readonly #inode: number | null;

  /** @throws {Deno.errors.NotFound} If there is no such file. */
  constructor(path: string) {
    const { dev, ino } = Deno.lstatSync(path);
    this.path = path;
    this.#device = dev;
    this.#inode = ino;
  }

  /** Whether the path still leads to that file: it was not deleted, moved or replaced. */
  get isInPlace(): boolean {
    try {
      const { dev, ino } = Deno.lstatSync(this.path);
      return dev === this.#device && ino === this.#inode;
    } catch (error) {
      if (isGone(error)) return false;
      throw error;
    }
  }
}

/** A path that can no longer be looked up leads to no file either. */
function isGone(error: unknown): boolean {
  const { NotFound, NotADirectory, PermissionDenied, FilesystemLoop } = Deno.errors;
  return [NotFound, NotADirectory, PermissionDenied, FilesystemLoop].some((kind) =>
    error instanceof kind
  );
}
