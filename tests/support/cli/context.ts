import { ClosedPipeError } from "../../../lib/errors.ts";
import type { Context, Input, Machine, Output, Terminal } from "../../../lib/context.ts";
import { Transcript } from "./transcript.ts";

/** What a command in a test sees of the world; everything left out is empty, and no terminal. */
export interface FakeWorld {
  /** All of stdin. Left out, stdin is at its end at once (`runCli`) or open (`startCli`). */
  readonly stdin?: string | Uint8Array | ReadableStream<Uint8Array>;
  /** The whole environment, but for WAH_EMBEDDED=off; nothing of the real one shows through. */
  readonly env?: Readonly<Record<string, string>>;
  /** Shorthand for `env: { WAH_BROKERS }`. */
  readonly brokers?: string;
  readonly signal?: AbortSignal;
  /** Left out: a Linux machine named "host", whose account has the home of `env`, if any. */
  readonly machine?: Partial<Machine>;
  /** Milliseconds since the epoch, at every call; the real clock when left out. */
  readonly now?: number;
  /** Claim that stdin, stdout and stderr are terminals. */
  readonly isTerminal?: boolean;
  readonly styled?: boolean;
  readonly columns?: number;
  readonly terminal?: Terminal;
  /** Set while a command takes the signals: what it wants them given to. */
  readonly relay?: { listener?: ((name: Deno.Signal) => void) | undefined };
  /** Bytes that stdout takes before its reader goes away. */
  readonly stdoutClosesAfter?: number;
}

/** A {@link Context} of {@link FakeWorld}, and what was written to it. */
export interface FakeContext {
  readonly context: Context;
  readonly stdout: Transcript;
  readonly stderr: Transcript;
  /** The writing end of stdin; undefined when the world gave its own. */
  readonly input: WritableStreamDefaultWriter<Uint8Array> | undefined;
}

/** Makes a context that collects what is written to it and reaches for nothing real. */
export function fakeContext(world: FakeWorld = {}): FakeContext {
  const stdout = new Transcript("stdout");
  const stderr = new Transcript("stderr");
  const environment: Record<string, string> = { WAH_EMBEDDED: "off", ...world.env };
  if (world.brokers !== undefined) environment["WAH_BROKERS"] = world.brokers;
  const { readable, input } = stdin(world);
  const isTerminal = world.isTerminal ?? world.terminal !== undefined;
  const source: Input = { isTerminal, readable };
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
