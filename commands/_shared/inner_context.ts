import { after } from "../../lib/async/timer.ts";
import type { Output } from "../../lib/context.ts";
import { ClosedPipeError, FailedError } from "../../lib/errors.ts";
import { durationText } from "../../lib/text/units.ts";
import type { CommandContext } from "./parser/command.ts";
import type { GlobalOptions } from "./parser/globals.ts";

/** Options of {@link innerContext}. */
export interface InnerOptions {
  /** The command fails after this time. */
  readonly timeoutMs: number;
  /** Default: those of the outer command. */
  readonly globals?: GlobalOptions;
  /** Ends it early, in addition to the outer command's signal. */
  readonly signal?: AbortSignal;
  /** Text for its stdin. Default: none. */
  readonly input?: string;
  /** Most bytes of its stdout; after that, its reader is gone. Default: no limit. */
  readonly maxBytes?: number;
}

/** A context for work within a command, and what is written to it. */
export interface InnerContext extends Disposable {
  readonly context: CommandContext;
  readonly stdout: () => string;
  readonly stderr: () => string;
  /** Whether stdout was longer than the limit. */
  readonly isCut: () => boolean;
}

/**
 * Makes a context that has no terminal, asks nothing, collects its output and never starts a
 * broker. It ends with the outer command.
 */
export function innerContext(outer: CommandContext, options: InnerOptions): InnerContext {
  const { timeoutMs, globals = outer.globals, input = "", maxBytes = Infinity } = options;
  const stdout = new Collector(maxBytes);
  const stderr = new Collector(maxBytes);
  const timeout = new AbortController();
  const cancel = after(timeoutMs, () => timeout.abort(timeoutError(timeoutMs)));
  const context: CommandContext = {
    ...outer,
    stdin: { isTerminal: false, readable: ReadableStream.from([new TextEncoder().encode(input)]) },
    stdout,
    stderr,
    terminal: undefined,
    env: (name) => name === "WAH_EMBEDDED" ? "off" : outer.env(name),
    signal: AbortSignal.any([
      outer.signal,
      timeout.signal,
      ...(options.signal ? [options.signal] : []),
    ]),
    globals,
  };
  return {
    context,
    stdout: () => stdout.text,
    stderr: () => stderr.text,
    isCut: () => stdout.isCut,
    [Symbol.dispose]: cancel,
  };
}

function timeoutError(timeoutMs: number): FailedError {
  return new FailedError(`Cannot finish within ${durationText(timeoutMs)}`);
}

/** Keeps what is written, up to a limit. */
class Collector implements Output {
  readonly isTerminal = false;
  readonly styled = false;
  readonly columns = 80;
  readonly #maxBytes: number;
  readonly #chunks: Uint8Array[] = [];
  #size = 0;
  #isCut = false;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  get isCut(): boolean {
    return this.#isCut;
  }

  get text(): string {
    const decoder = new TextDecoder();
    const parts = this.#chunks.map((chunk) => decoder.decode(chunk, { stream: true }));
    return parts.join("") + decoder.decode();
  }

  write(data: Uint8Array | string): Promise<void> {
    const bytes = typeof data === "string" ? new TextEncoder().encode(data) : data.slice();
    const room = this.#maxBytes - this.#size;
    this.#chunks.push(bytes.subarray(0, room));
    this.#size += Math.min(bytes.byteLength, room);
    if (bytes.byteLength <= room) return Promise.resolve();
    this.#isCut = true;
    return Promise.reject(new ClosedPipeError("The output has reached its limit"));
  }
}
