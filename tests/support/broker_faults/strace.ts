/**
 * Returns the command line that runs a program, with all its threads, under strace(1).
 *
 * @throws {Error} If strace is not installed.
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

/** A range of calls on one file that fail, by number. */
export interface Fault {
  readonly path: string;
  readonly calls: readonly string[];
  readonly error: "EIO" | "ENOSPC";
  readonly first: number;
  /** The last call that fails. Default: all from the first on. */
  readonly last?: number;
}

/** Returns the command line that runs a program in which these calls fail. */
export function underFault({ path, calls, error, first, last }: Fault): string[] {
  const when = last === undefined ? `${first}+` : `${first}..${last}`;
  const names = calls.join(",");
  const faults = [`trace=${names}`, `inject=${names}:error=${error}:when=${when}`];
  return underStrace([...faults.flatMap((fault) => ["-e", fault]), "-P", path, "-o", "/dev/null"]);
}
