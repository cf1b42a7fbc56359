import { after } from "../../async/timer.ts";
import type { InputLine } from "./input_lines.ts";

/** Dependencies and options of a {@link LineSender}. */
export interface LineSenderOptions {
  /** Sends a line, in the order of the calls; handles its errors. */
  readonly send: (line: InputLine) => Promise<void>;
  /** How long a full queue waits for the broker; null for as long as it takes. */
  readonly timeoutMs: number | null;
}

/** Lines that are sent at once; the others wait in the queue. */
const maxInFlight = 2_000;
/** Lines that are read ahead of the broker. */
const maxUnsent = 100_000;
/** The size of these lines. */
const maxUnsentBytes = 32 * 1024 * 1024;
/** After a failure, the pause of the input that ends the reading, and the most that it takes. */
const [drainPauseMs, maxDrainMs] = [1_000, 10_000];
/** After a failure, how much more input is read. */
const maxDrainBytes = 32 * 1024 * 1024;

/**
 * Reads lines and sends them in order. It reads ahead while the broker is away, up to a limit, so
 * that the end of the input is noticed; after a failure it returns the lines that were not sent.
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
    this.#failed.promise.catch(() => {});
  }

  /** How many lines were read that are not blank. */
  get count(): number {
    return this.#count;
  }

  /** The number of the last line that was read, blank lines included; 0 if there is none. */
  get lastNumber(): number {
    return this.#lastNumber;
  }

  /** How many of the lines are not sent yet. */
  get unsent(): number {
    return this.#inFlight.size + this.#waiting.size;
  }

  /** Whether the input has ended. */
  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  /**
   * Rejects with a {@link SendTimeoutError} if the queue is full for too long, or with what `send`
   * throws.
   */
  get failed(): Promise<never> {
    return this.#failed.promise;
  }

  /**
   * Reads to the end of the input; lines may be unsent then.
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
      await this.#room();
    }
    this.#hasEnded = true;
    this.notify();
  }

  /** Resolves when a line is read or sent, the input ends, or {@link notify} is called. */
  async change(): Promise<void> {
    await this.#change.promise;
  }

  /** Resolves {@link change}. */
  notify(): void {
    this.#change.resolve();
    this.#change = Promise.withResolvers();
  }

  /**
   * Sends nothing more, and returns what is not sent.
   *
   * @param readsOn Whether to read the rest of the input too. That ends when the input does, pauses
   * or becomes too much, so check {@link hasEnded} afterwards.
   */
  async *close({ readsOn }: { readonly readsOn: boolean }): AsyncGenerator<InputLine, void> {
    this.#isClosed = true;
    const deadline = Date.now() + maxDrainMs;
    yield* this.#take();
    for (let bytes = 0; readsOn && bytes < maxDrainBytes;) {
      const pauseMs = Math.min(drainPauseMs, deadline - Date.now());
      if (this.#waiting.size === 0) {
        if (this.#hasEnded || pauseMs <= 0 || !await this.#reads(pauseMs)) return;
      }
      for (const line of this.#take()) {
        bytes += line.sizeBytes;
        yield line;
      }
    }
  }

  #take(): InputLine[] {
    const lines = [...this.#inFlight, ...this.#waiting];
    this.#inFlight.clear();
    this.#waiting.clear();
    this.#bytes = 0;
    this.notify();
    return lines;
  }

  /** Whether the input yields a line, or its end, before it pauses for too long. */
  async #reads(pauseMs: number): Promise<boolean> {
    const pause = Promise.withResolvers<false>();
    const cancel = after(pauseMs, () => pause.resolve(false));
    const read = this.change().then(() => true);
    const isInTime = await Promise.race([read, pause.promise]);
    cancel();
    return isInTime;
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

  /** Resolves when the queue has room. */
  async #room(): Promise<void> {
    while (this.unsent >= maxUnsent || this.#bytes >= maxUnsentBytes) {
      const { timeoutMs } = this.#options;
      const cancel = timeoutMs === null
        ? undefined
        : after(timeoutMs, () => this.#failed.reject(new SendTimeoutError()));
      await this.change();
      cancel?.();
    }
  }
}

/** The broker has accepted no line for too long. */
export class SendTimeoutError extends Error {
  override readonly name = "SendTimeoutError";
}
