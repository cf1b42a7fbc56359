import { WorkAllowance } from "./work_allowance.ts";
import type { WorkTurns } from "./work_turns.ts";

/** The client of a request has closed its connection; nothing needs the result of the request. */
export class AbandonedError extends Error {
  override readonly name = "AbandonedError";
}

/** A connection that works for less than this part of the time does not wait for turns. */
const freePart = 0.25;

/** Longer stretches are waits, for the disk or other clients; work ends at its next check. */
const maxStretchSlices = 16;

/** The work on the requests of one connection: measures it, and lets others work in between. */
export class RequestWork {
  readonly #turns: WorkTurns;
  readonly #signal: AbortSignal;
  readonly #allowance: WorkAllowance;
  /** How long the connection has worked in its turns so far. */
  #usedMs = 0;
  #hasTurn = false;
  /** When the current stretch of work began; null while nothing works. */
  #since: number | null = null;
  /** How long the current stretch may last. */
  #allowedMs = 0;

  /** @param signal Aborts when the client has closed its connection. */
  constructor(turns: WorkTurns, signal: AbortSignal) {
    this.#turns = turns;
    this.#signal = signal;
    const options = { maxMs: turns.sliceMs, gain: freePart };
    this.#allowance = new WorkAllowance(options, performance.now());
  }

  /** Whether others must work before this request continues. Check it after each piece of work. */
  get isDue(): boolean {
    return this.#since === null || performance.now() - this.#since >= this.#allowedMs;
  }

  /**
   * Starts to work for a request that has arrived, or that has waited for something other than its
   * turn. Lets others work first if this connection has worked much.
   */
  async begin(): Promise<void> {
    this.end();
    const now = performance.now();
    const allowedMs = this.#turns.startMs(this, this.#allowance.leftMs(now), now);
    if (allowedMs <= 0 && this.#turns.sliceMs > 0) return await this.yield();
    this.#start(now, allowedMs);
  }

  /** Stops the measurement: the request is done or waits for something other than its turn. */
  end(): void {
    if (this.#since === null) return;
    const now = performance.now();
    const longestMs = maxStretchSlices * this.#turns.sliceMs;
    const workedMs = Math.min(now - this.#since, longestMs);
    this.#since = null;
    this.#allowance.spend(workedMs, now);
    if (!this.#hasTurn) return this.#turns.addWork(workedMs);
    this.#hasTurn = false;
    this.#usedMs += workedMs;
    this.#turns.end(this, now);
  }

  /** Lets others work, and resolves when it is this connection's turn again. */
  async yield(): Promise<void> {
    this.end();
    const turn = await this.#turns.next(this, this.#usedMs);
    this.#usedMs = turn.usedMs;
    this.#hasTurn = true;
    this.#start(performance.now(), turn.allowedMs);
  }

  /**
   * As {@link yield}, for work that is useless without its client.
   *
   * @throws {AbandonedError} If the client has closed its connection.
   */
  async pause(): Promise<void> {
    await this.yield();
    if (this.#signal.aborted) throw new AbandonedError("The client has closed its connection");
  }

  /** The result of `waiting`, for example a commit or an event; the wait is not work. */
  async await<Result>(waiting: Promise<Result>): Promise<Result> {
    this.end();
    const result = await waiting;
    await this.begin();
    return result;
  }

  #start(now: number, allowedMs: number): void {
    this.#since = now;
    this.#allowedMs = allowedMs;
  }

  /**
   * The results of `action` for each item, one after the other, with pauses for others.
   *
   * @throws {AbandonedError} If the client has closed its connection.
   */
  async map<Item, Result>(
    items: Iterable<Item>,
    action: (item: Item) => Result | Promise<Result>,
  ): Promise<Result[]> {
    const results: Result[] = [];
    for (const item of items) {
      if (this.isDue) await this.pause();
      const result = action(item);
      results.push(result instanceof Promise ? await result : result);
    }
    return results;
  }

  /**
   * Starts `action` for each item, with pauses for others, and resolves with the promises. It
   * starts all of them even if the client has closed its connection: others may count on changes.
   */
  async startAll<Item, Result>(
    items: Iterable<Item>,
    action: (item: Item) => Promise<Result>,
  ): Promise<Promise<Result>[]> {
    const results: Promise<Result>[] = [];
    for (const item of items) {
      if (this.isDue) await this.yield();
      const result = action(item);
      // The caller, which awaits all of them, handles a failure.
      result.catch(() => {});
      results.push(result);
    }
    return results;
  }

  /** As {@link startAll}, and resolves with all results. */
  async change<Item, Result>(
    items: Iterable<Item>,
    action: (item: Item) => Promise<Result>,
  ): Promise<Result[]> {
    return await this.await(Promise.all(await this.startAll(items, action)));
  }

  /**
   * Runs `steps` to their end, with pauses for others.
   *
   * @throws {AbandonedError} If the client has closed its connection.
   */
  async finish<Result>(steps: Generator<void, Result>): Promise<Result> {
    for (;;) {
      const { done, value } = steps.next();
      if (done) return value;
      if (this.isDue) await this.pause();
    }
  }
}
