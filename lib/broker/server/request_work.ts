import { WorkAllowance } from "./work_allowance.ts";
import type { WorkTurns } from "./work_turns.ts";

/** The client of a request has closed its connection; nothing needs the result of the request. */
export class AbandonedError extends Error {
  override readonly name = "AbandonedError";
}

/** A connection that works for less than this part of the time does not wait for turns. */
const freePart = 0.5;

/** A connection can save so many slices of work: its clock also runs while the system is busy. */
const savedSlices = 4;

/** After so many slices, a stretch of work ends even if others worked for most of the time. */
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
  /** The share of one request at that time. */
  #sinceMs = 0;
  /** How long the current stretch may last. */
  #allowedMs = 0;
  /** Whether the request before finished without a turn, and whether this one did so far. */
  #wasShort = false;
  #isShort = true;

  /** @param signal Aborts when the client has closed its connection. */
  constructor(turns: WorkTurns, signal: AbortSignal) {
    this.#turns = turns;
    this.#signal = signal;
    const options = { maxMs: savedSlices * turns.sliceMs, gain: freePart };
    this.#allowance = new WorkAllowance(options, performance.now());
  }

  /** Whether others must work before this request continues. Check it after each piece of work. */
  get isDue(): boolean {
    if (this.#since === null || this.#allowedMs <= 0) return true;
    const now = performance.now();
    return this.#turns.meter.shareMs(now) - this.#sinceMs >= this.#allowedMs ||
      now - this.#since >= Math.max(this.#allowedMs, maxStretchSlices * this.#turns.sliceMs);
  }

  /**
   * Starts to work for a request that has arrived, or that has waited for something other than its
   * turn. Lets others work first if this connection has worked much.
   */
  async begin(): Promise<void> {
    this.#stop();
    const now = performance.now();
    const state = { leftMs: this.#allowance.leftMs(now), isShort: this.#wasShort };
    const allowedMs = this.#turns.startMs(this, state, now);
    if (allowedMs <= 0 && this.#turns.sliceMs > 0) return await this.#waitForTurn();
    this.#start(now, allowedMs);
  }

  /** Ends the work on a request. */
  end(): void {
    this.#stop();
    this.#wasShort = this.#isShort;
    this.#isShort = true;
  }

  /** Lets others work, and resolves when it is this connection's turn again. */
  async yield(): Promise<void> {
    this.#isShort = false;
    await this.#waitForTurn();
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
    this.#stop();
    const result = await waiting;
    await this.begin();
    return result;
  }

  async #waitForTurn(): Promise<void> {
    this.#stop();
    const turn = await this.#turns.next(this, this.#usedMs);
    // Another request of the connection may have started in the meantime.
    this.#stop();
    this.#usedMs = turn.usedMs;
    this.#hasTurn = true;
    this.#start(performance.now(), turn.allowedMs);
  }

  #start(now: number, allowedMs: number): void {
    this.#since = now;
    this.#sinceMs = this.#turns.meter.start(now);
    this.#allowedMs = allowedMs;
  }

  /** Counts the current stretch of work, if there is one. */
  #stop(): void {
    if (this.#since === null) return;
    const now = performance.now();
    const workedMs = this.#turns.meter.stop(now) - this.#sinceMs;
    this.#since = null;
    this.#allowance.spend(workedMs, now);
    if (!this.#hasTurn) return this.#turns.addWork(workedMs);
    this.#hasTurn = false;
    this.#usedMs += workedMs;
    this.#turns.end(this, now);
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
