import { run } from "../../../commands/run.ts";
import { InterruptedError } from "../../../lib/errors.ts";
import { fakeContext, type FakeWorld } from "./context.ts";
import { cliCommand, cliEnvironment } from "./cli_process.ts";
import { type ProcessOptions, TestProcess } from "./process.ts";
import type { Transcript } from "./transcript.ts";

/** The exit status of a command, and all that it printed. */
export interface CliResult {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly stdoutBytes: Uint8Array;
}

/** A command that is running in this process. */
export interface RunningCli {
  readonly stdout: Transcript;
  readonly stderr: Transcript;
  /** Sends text to its stdin. */
  write(text: string): Promise<void>;
  /** Closes its stdin. */
  endInput(): Promise<void>;
  /** Interrupts it like Ctrl-C. */
  interrupt(): void;
  readonly result: Promise<CliResult>;
}

/** Starts `wah ARGV…` in this process, with its stdin open unless `world.stdin` is given. */
export function startCli(argv: readonly string[], world: FakeWorld = {}): RunningCli {
  const controller = new AbortController();
  const signal = world.signal === undefined
    ? controller.signal
    : AbortSignal.any([world.signal, controller.signal]);
  const { context, stdout, stderr, input } = fakeContext({ ...world, signal });
  const result = (async (): Promise<CliResult> => {
    const status = await run([...argv], context).finally(() => {
      stdout.end();
      stderr.end();
    });
    return { status, stdout: stdout.text, stderr: stderr.text, stdoutBytes: stdout.bytes };
  })();
  return {
    stdout,
    stderr,
    result,
    write: async (text) => await input?.write(new TextEncoder().encode(text)),
    endInput: async () => await input?.close(),
    interrupt: () => controller.abort(new InterruptedError()),
  };
}

/** Runs `wah ARGV…` in this process to its end; stdin is empty unless `world.stdin` is given. */
export function runCli(argv: readonly string[], world: FakeWorld = {}): Promise<CliResult> {
  return startCli(argv, { stdin: "", ...world }).result;
}

/** Starts `wah ARGV…` as a separate process, with the permissions of the `wah` task. */
export function spawnCli(
  argv: readonly string[],
  options: ProcessOptions & { readonly brokers?: string } = {},
): TestProcess {
  const [command, ...args] = cliCommand(argv);
  const brokers = options.brokers === undefined ? {} : { WAH_BROKERS: options.brokers };
  return new TestProcess(command, args, {
    ...options,
    env: { ...cliEnvironment(), ...brokers, ...options.env },
  });
}
