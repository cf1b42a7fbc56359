/** The file that a path led to at one time, to check later whether it still does. */
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

  /** Whether the path still leads to that file, so that it was not deleted, moved or replaced. */
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

/** Whether an error means that the path no longer leads to a file that can be looked up. */
function isGone(error: unknown): boolean {
  const { NotFound, NotADirectory, PermissionDenied, FilesystemLoop } = Deno.errors;
  return [NotFound, NotADirectory, PermissionDenied, FilesystemLoop].some((kind) =>
    error instanceof kind
  );
}
