import { type Clock, every as everyMs, systemClock } from "../../lib/async/timer.ts";
import type { Output } from "../../lib/context.ts";
import { durationText } from "../../lib/text/units.ts";

/** How far a command has come. */
export interface ProgressState {
  readonly records: number;
  /** From 0 to 1; null if the end is not known. */
  readonly fraction: number | null;
}

/** Options of {@link Progress}. */
export interface ProgressOptions {
  /** Stderr; if it is not a terminal, nothing is shown. */
  readonly stderr: Output;
  /** Called for each new line. */
  readonly state: () => ProgressState;
  /** Default: the system's. */
  readonly clock?: Pick<Clock, "monotonicMs">;
  /** Calls `tick` at intervals; returns a function that stops that. */
  readonly every?: (intervalMs: number, tick: () => void) => () => void;
}

/** What takes less than this shows no progress. */
const quietMs = 1_000;
const intervalMs = 250;
const defaultColumns = 80;
const erase = "\r\x1b[K";
const newline = 10;

/**
 * A line on a terminal's stderr with the records, their rate and the time left. It is shown after a
 * second, repainted four times a second, and erased when the object is disposed of.
 */
export class Progress implements AsyncDisposable {
  readonly #options: ProgressOptions;
  readonly #startMs: number;
  readonly #cancel: () => void;
  readonly #clock: Pick<Clock, "monotonicMs">;
  #isShown = false;
  /** Set while other output is written, and after a line of it that has no end yet. */
  #isHeld = false;
  #written: Promise<void> = Promise.resolve();

  constructor(options: ProgressOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#startMs = this.#clock.monotonicMs();
    const { every = everyMs } = options;
    this.#cancel = options.stderr.isTerminal
      ? every(intervalMs, () => this.#paint())
      : (): void => {};
  }

  /**
   * An output like `output` that erases the line before it writes. It is `output` itself if that is
   * not a terminal, where the line does not get in the way.
   */
  guard(output: Output): Output {
    if (!output.isTerminal || !this.#options.stderr.isTerminal) return output;
    return {
      isTerminal: true,
      get columns(): number {
        return output.columns;
      },
      get styled(): boolean {
        return output.styled;
      },
      write: async (data) => {
        this.#isHeld = true;
        await this.#erase();
        await output.write(data);
        const end = typeof data === "string" ? data.charCodeAt(data.length - 1) : data.at(-1);
        this.#isHeld = end !== newline;
      },
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#cancel();
    this.#isHeld = true;
    await this.#erase();
  }

  #paint(): void {
    const elapsedMs = this.#clock.monotonicMs() - this.#startMs;
    if (this.#isHeld || elapsedMs < quietMs) return;
    this.#isShown = true;
    const { stderr, state } = this.#options;
    // A terminal that does not know its width has 0 columns.
    const columns = stderr.columns > 0 ? stderr.columns : defaultColumns;
    this.#write(erase + progressText(state(), elapsedMs).slice(0, columns - 1));
  }

  async #erase(): Promise<void> {
    if (this.#isShown) this.#write(erase);
    this.#isShown = false;
    await this.#written;
  }

  /** Ignores errors: the command continues if stderr is closed. */
  #write(text: string): void {
    this.#written = this.#written.then(() => this.#options.stderr.write(text)).catch(() => {});
  }
}

/** For example `1,200,000 records, 400,000/s, 60%, 2s left`. */
export function progressText({ records, fraction }: ProgressState, elapsedMs: number): string {
  const perSecond = elapsedMs > 0 ? Math.round(records * 1_000 / elapsedMs) : 0;
  const parts = [`${grouped(records)} records`, `${grouped(perSecond)}/s`];
  if (fraction !== null) {
    const share = Math.min(Math.max(fraction, 0), 1);
    parts.push(`${Math.floor(share * 100)}%`);
    if (share > 0) parts.push(`${durationText(elapsedMs / share - elapsedMs)} left`);
  }
  return parts.join(", ");
}

function grouped(count: number): string {
  return String(count).replaceAll(/\B(?=(\d{3})+$)/g, ",");
}
