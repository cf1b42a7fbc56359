import { delay } from "../../../async/delay.ts";
import type { MemberState } from "./membership.ts";

/** Options of {@link Pulse}. */
export interface PulseOptions {
  readonly intervalMs: number;
  /** Sends a heartbeat; the pulse continues while it returns `stable`. */
  readonly beat: (signal: AbortSignal) => Promise<MemberState | "paused">;
}

/** Sends heartbeats in the background, until one says that the generation is over. */
export class Pulse implements AsyncDisposable {
  readonly #options: PulseOptions;
  readonly #stop = new AbortController();
  /**
   * Resolves with the state that ended it; rejects with the error of a heartbeat. Never resolves
   * once the object is disposed of.
   */
  readonly ended: Promise<MemberState | "paused">;
  readonly #running: Promise<void>;

  constructor(options: PulseOptions) {
    this.#options = options;
    const ended = Promise.withResolvers<MemberState | "paused">();
    this.ended = ended.promise;
    // The owner may be busy with the assignment until it looks.
    this.ended.catch(() => {});
    this.#running = this.#run().then(ended.resolve, (error) => {
      if (!this.#stop.signal.aborted) ended.reject(error);
    });
  }

  /** Stops, and waits until no heartbeat is in flight. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort(new Error("The generation is over"));
    await this.#running;
  }

  async #run(): Promise<MemberState | "paused"> {
    while (true) {
      await delay(this.#options.intervalMs, this.#stop.signal);
      const state = await this.#options.beat(this.#stop.signal);
      if (state !== "stable") return state;
    }
  }
}
