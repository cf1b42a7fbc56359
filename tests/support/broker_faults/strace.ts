/**
 * The words that run a program under strace(1), with all its threads.
 *
 * @throws {Error} When strace is not installed.
 */
export function underStrace(args: readonly string[]): string[] {
  try {
    new Deno.Command("strace", { args: ["-V"], stdout: "null", stderr: "null" }).outputSync();
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw new Error("Cannot find strace; on Debian: sudo apt-get install strace", { cause: error });
  }
  return ["strace", "-f", "-qq", "--seccomp-bpf", ...args];
}

/** Calls on one file that fail, beginning with the one of that number. */
export interface Fault {
  readonly path: string;
  readonly calls: readonly string[];
  readonly error: "EIO" | "ENOSPC";
  readonly first: number;
  /** The last that fails; all from the first on when left out. */
  readonly last?: number;
}

/** The words that run a program whose calls fail as told. */
export function underFault({ path, calls, error, first, last }: Fault): string[] {
  const when = last === undefined ? `${first}+` : `${first}..${last}`;
  const names = calls.join(",");
  const faults = [`trace=${names}`, `inject=${names}:error=${error}:when=${when}`];
  return underStrace([...faults.flatMap((fault) => ["-e", fault]), "-P", path, "-o", "/dev/null"]);
}
