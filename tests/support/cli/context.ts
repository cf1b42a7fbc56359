import { ClosedPipeError } from "../../../lib/errors.ts";
import type { CommandInput, Context, Machine, Output, Terminal } from "../../../lib/context.ts";
import { Transcript } from "./transcript.ts";

/** The surroundings of a command in a test. Default: everything empty, and no terminal. */
export interface FakeWorld {
  /** All of stdin. Default: already at its end (`runCli`) or open (`startCli`). */
  readonly stdin?: string | Uint8Array | ReadableStream<Uint8Array>;
  /** The whole environment, except for WAH_EMBEDDED=off; nothing of the real one is visible. */
  readonly env?: Readonly<Record<string, string>>;
  /** Shorthand for `env: { WAH_BROKERS }`. */
  readonly brokers?: string;
  readonly signal?: AbortSignal;
  /** Default: a Linux machine named "host", with the home of `env`, if any. */
  readonly machine?: Partial<Machine>;
  /** Returns milliseconds since the epoch. Default: the real clock. */
  readonly now?: number;
  /** Report stdin, stdout and stderr as terminals. */
  readonly isTerminal?: boolean;
  readonly styled?: boolean;
  readonly columns?: number;
  readonly terminal?: Terminal;
  /** The handler of signals, while a command handles them. */
  readonly relay?: { listener?: ((name: Deno.Signal) => void) | undefined };
  /** Bytes that stdout accepts before its reader closes it. */
  readonly stdoutClosesAfter?: number;
}

/** A {@link Context} of {@link FakeWorld}, and its output. */
export interface FakeContext {
  readonly context: Context;
  readonly stdout: Transcript;
  readonly stderr: Transcript;
  /** The writing end of stdin; undefined if the world has its own. */
  readonly input: WritableStreamDefaultWriter<Uint8Array> | undefined;
}

/** Creates a context that collects its output and uses nothing real. */
export function fakeContext(world: FakeWorld = {}): FakeContext {
  const stdout = new Transcript("stdout");
  const stderr = new Transcript("stderr");
  const environment: Record<string, string> = { WAH_EMBEDDED: "off", ...world.env };
  if (world.brokers !== undefined) environment["WAH_BROKERS"] = world.brokers;
  const { readable, input } = stdin(world);
  const isTerminal = world.isTerminal ?? world.terminal !== undefined;
  const source: CommandInput = { isTerminal, readable };
  const context: Context = {
    stdin: source,
    stdout: output(stdout, world, world.stdoutClosesAfter ?? Infinity),
    stderr: output(stderr, world, Infinity),
    terminal: world.terminal,
    env: (name) => environment[name] || undefined,
    machine: {
      os: "linux",
      hostName: () => "host",
      homeFolder: () => environment["HOME"],
      ...world.machine,
    },
    mainModule: new URL("../../../main.ts", import.meta.url).href,
    now: () => world.now ?? Date.now(),
    signal: world.signal ?? new AbortController().signal,
    relaySignals(listener): Disposable {
      if (world.relay !== undefined) world.relay.listener = listener;
      return {
        [Symbol.dispose](): void {
          if (world.relay !== undefined) world.relay.listener = undefined;
        },
      };
    },
  };
  return { context, stdout, stderr, input };
}

function stdin(world: FakeWorld): {
  readable: ReadableStream<Uint8Array>;
  input: WritableStreamDefaultWriter<Uint8Array> | undefined;
} {
  if (world.stdin instanceof ReadableStream) return { readable: world.stdin, input: undefined };
  if (world.stdin !== undefined) {
    const bytes = typeof world.stdin === "string"
      ? new TextEncoder().encode(world.stdin)
      : world.stdin;
    return { readable: ReadableStream.from([bytes]), input: undefined };
  }
  const pipe = new TransformStream<Uint8Array, Uint8Array>(
    {},
    new CountQueuingStrategy({ highWaterMark: 1024 }),
  );
  return { readable: pipe.readable, input: pipe.writable.getWriter() };
}

function output(transcript: Transcript, world: FakeWorld, limit: number): Output {
  let written = 0;
  return {
    isTerminal: world.isTerminal ?? world.terminal !== undefined,
    columns: world.columns ?? 80,
    styled: world.styled ?? false,
    write(data: Uint8Array | string): Promise<void> {
      if (written >= limit) return Promise.reject(new ClosedPipeError("The reader went away"));
      const bytes = typeof data === "string" ? new TextEncoder().encode(data) : data;
      written += bytes.byteLength;
      transcript.append(bytes);
      return Promise.resolve();
    },
  };
}
