import { resolvesWithin } from "../../async/resolves_within.ts";
import type { InputLine } from "./input_lines.ts";

/** Dependencies and options of a {@link LineSender}. */
export interface LineSenderOptions {
  /** Sends a line, in the order of the calls; handles its errors. */
  readonly send: (line: InputLine) => Promise<void>;
  /** How long a full queue waits for the broker, in milliseconds; null for no limit. */
  readonly timeoutMs: number | null;
  /** Returns the current time in milliseconds since the Unix epoch. */
  readonly now: () => number;
}

/** Maximum number of lines in flight; the others wait in the queue. */
const maxInFlight = 2_000;
/** Maximum number of lines to read ahead of the broker. */
const maxUnsent = 100_000;
/** Maximum size of these lines. */
const maxUnsentBytes = 32 * 1024 * 1024;
/** After a failure, reading ends when the input pauses this long, and after this time at most. */
const [drainPauseMs, maxDrainMs] = [1_000, 10_000];
/** Maximum size of the input to read after a failure. */
const maxDrainBytes = 32 * 1024 * 1024;

/**
 * Reads lines and sends them in order. Reads ahead while the broker is unreachable, up to a limit,
 * so that the end of the input is noticed. After a failure, returns the lines that were not sent.
 */
export class LineSender {
  readonly #lines: AsyncIterator<InputLine, void>;
  readonly #options: LineSenderOptions;
  readonly #inFlight = new Set<InputLine>();
  readonly #waiting = new Set<InputLine>();
  readonly #failed = Promise.withResolvers<never>();
  #bytes = 0;
  #count = 0;
  #lastNumber = 0;
  #hasEnded = false;
  #isClosed = false;
  #change = Promise.withResolvers<void>();

  constructor(lines: AsyncIterator<InputLine, void>, options: LineSenderOptions) {
    this.#lines = lines;
    this.#options = options;
    // The owner may stop waiting for it before it rejects.
    this.#failed.promise.catch(() => {});
  }

  /** The number of lines that were read, without blank ones. */
  get count(): number {
    return this.#count;
  }

  /** The number of the last line that was read, blank lines included; 0 if there is none. */
  get lastNumber(): number {
    return this.#lastNumber;
  }

  /** The number of lines that are not acknowledged yet. */
  get unsent(): number {
    return this.#inFlight.size + this.#waiting.size;
  }

  /** Whether the input has ended. */
  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  /**
   * Rejects with a {@link SendTimeoutError} if the queue is full for too long, or with an error of
   * `send`.
   */
  get failed(): Promise<never> {
    return this.#failed.promise;
  }

  /**
   * Reads to the end of the input; lines may still be unsent then.
   *
   * @throws What reading the input throws.
   */
  async read(): Promise<void> {
    for (;;) {
      const { done, value: line } = await this.#lines.next();
      if (done === true || line === undefined) break;
      this.#lastNumber = line.number;
      if (line.text?.trim() === "") continue;
      this.#count += 1;
      this.#bytes += line.sizeBytes;
      this.#waiting.add(line);
      this.#sendNext();
      this.notify();
      await this.#waitForSpace();
    }
    this.#hasEnded = true;
    this.notify();
  }

  /** Resolves when a line is read or sent, the input ends, or {@link notify} is called. */
  async nextChange(): Promise<void> {
    await this.#change.promise;
  }

  /** Resolves {@link nextChange}. */
  notify(): void {
    this.#change.resolve();
    this.#change = Promise.withResolvers();
  }

  /**
   * Stops sending, and yields the lines that were not sent.
   *
   * @param readsOn Whether to read the rest of the input too. Reading ends with the input, after a
   * pause, or at a limit, so check {@link hasEnded} afterwards.
   */
  async *close({ readsOn }: { readonly readsOn: boolean }): AsyncGenerator<InputLine, void> {
    this.#isClosed = true;
    const { now } = this.#options;
    const deadlineMs = now() + maxDrainMs;
    yield* this.#takeUnsent();
    for (let bytes = 0; readsOn && bytes < maxDrainBytes;) {
      const pauseMs = Math.min(drainPauseMs, deadlineMs - now());
      if (this.#waiting.size === 0) {
        if (this.#hasEnded || pauseMs <= 0 || !await resolvesWithin(this.nextChange(), pauseMs)) {
          return;
        }
      }
      for (const line of this.#takeUnsent()) {
        bytes += line.sizeBytes;
        yield line;
      }
    }
  }

  #takeUnsent(): InputLine[] {
    const lines = [...this.#inFlight, ...this.#waiting];
    this.#inFlight.clear();
    this.#waiting.clear();
    this.#bytes = 0;
    this.notify();
    return lines;
  }

  #sendNext(): void {
    if (this.#isClosed) return;
    for (const line of this.#waiting) {
      if (this.#inFlight.size >= maxInFlight) return;
      this.#waiting.delete(line);
      this.#inFlight.add(line);
      void this.#options.send(line).catch(this.#failed.reject).finally(() => {
        if (!this.#inFlight.delete(line)) return;
        this.#bytes -= line.sizeBytes;
        this.#sendNext();
        this.notify();
      });
    }
  }

  /** Resolves when the queue has space for a line. */
  async #waitForSpace(): Promise<void> {
    while (this.unsent >= maxUnsent || this.#bytes >= maxUnsentBytes) {
      const { timeoutMs } = this.#options;
      const change = this.nextChange();
      if (timeoutMs !== null && !await resolvesWithin(change, timeoutMs)) {
        this.#failed.reject(new SendTimeoutError());
      }
      await change;
    }
  }
}

/** The broker did not accept a line in time. */
export class SendTimeoutError extends Error {
  override readonly name = "SendTimeoutError";
}
