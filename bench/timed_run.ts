/** One run of a program. */
export interface TimedRun {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly peakMebibytes: number;
}

/**
 * Runs a program and discards its output. Needs GNU time.
 *
 * @throws {Error} If it fails; the message is what it printed.
 */
export async function timedRun(command: readonly string[]): Promise<TimedRun> {
  const { code, stderr } = await new Deno.Command("/usr/bin/time", {
    args: ["-q", "-f", "%e %U %S %M", ...command],
    stdout: "null",
    stderr: "piped",
  }).output();
  const text = new TextDecoder().decode(stderr);
  const [, seconds, user, system, kibibytes] = /^([\d.]+) ([\d.]+) ([\d.]+) (\d+)$/m.exec(text) ??
    [];
  if (code !== 0 || seconds === undefined) throw new Error(`${command.join(" ")}: ${text}`);
  return {
    seconds: Number(seconds),
    cpuSeconds: Number(user) + Number(system),
    peakMebibytes: Number(kibibytes) / 1024,
  };
}
