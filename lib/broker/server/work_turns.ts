/** The client of a request has closed its connection; the request's work is of no use. */
export class AbandonedError extends Error {
  override readonly name = "AbandonedError";
}

/** So many requests share one turn at most. */
const requestsPerTurn = 8;

/** A request goes before those that have had so many turns already. */
const youngTurns = 8;

/** A request works longer at a stretch if nothing else was asked for so long. */
const quietMs = 200;
const quietFactor = 4;

/**
 * Divides the broker's one thread among requests that take long.
 *
 * A few of them work per turn, in the order in which they asked; those that have worked for long
 * let others go first, but one of them works in every turn. Between two turns all sockets are
 * served, so that short requests run at once. Turns are timers: with `setImmediate` the runtime
 * would look at the sockets only every 61st time.
 */
export class WorkTurns {
  /** How long requests may work before the sockets are served, in milliseconds. */
  readonly sliceMs: number;
  /** Those that have had few turns yet, and all others. */
  readonly #young: (() => void)[] = [];
  readonly #old: (() => void)[] = [];
  #timer: ReturnType<typeof setTimeout> | null = null;
  #lastTurnAt = -Infinity;
  /** Who worked last, and who did before that. */
  #latest: { readonly work: RequestWork | null; at: number } = { work: null, at: -Infinity };
  #latestOtherAt = -Infinity;

  constructor(options: { readonly sliceMs: number }) {
    this.sliceMs = options.sliceMs;
  }

  /** How many requests are waiting for their turn. */
  get waitingCount(): number {
    return this.#young.length + this.#old.length;
  }

  /** Notes that a request begins. */
  begin(work: RequestWork): void {
    const at = performance.now();
    if (this.#latest.work !== work) {
      this.#latestOtherAt = this.#latest.at;
      this.#latest = { work, at };
    }
    this.#latest.at = at;
  }

  /** How long a request that was in a turn before may work now, in milliseconds. */
  sliceOf(work: RequestWork, now: number): number {
    const othersAt = this.#latest.work === work ? this.#latestOtherAt : this.#latest.at;
    if (this.waitingCount === 0 && now - othersAt > quietMs) return quietFactor * this.sliceMs;
    return this.sliceMs / Math.min(requestsPerTurn, 1 + this.waitingCount);
  }

  /**
   * Resolves when it is the caller's turn.
   *
   * @param turnCount How many turns its request has had already.
   */
  next(turnCount: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    (turnCount < youngTurns ? this.#young : this.#old).push(resolve);
    this.#timer ??= setTimeout(() => this.#run(), 0);
    return promise;
  }

  /**
   * As {@link next}, but resolves at once if there was no turn just now. For work that many
   * requests may start at the same moment.
   */
  async nextIfBusy(): Promise<void> {
    const now = performance.now();
    if (this.waitingCount > 0 || now - this.#lastTurnAt < this.sliceMs) return await this.next(0);
    this.#lastTurnAt = now;
  }

  #run(): void {
    this.#timer = null;
    this.#lastTurnAt = performance.now();
    const old = this.#old.splice(0, Math.max(1, requestsPerTurn - this.#young.length));
    const young = this.#young.splice(0, requestsPerTurn - old.length);
    for (const resolve of [...young, ...old]) resolve();
    if (this.waitingCount > 0) this.#timer = setTimeout(() => this.#run(), 0);
  }
}

/** The work on the requests of one connection: knows when others must get their turn. */
export class RequestWork {
  readonly #turns: WorkTurns;
  readonly #signal: AbortSignal;
  #since = performance.now();
  /** How many turns the current request has had. */
  #turnCount = 0;

  /** @param signal Aborts when the client has closed its connection. */
  constructor(turns: WorkTurns, signal: AbortSignal) {
    this.#turns = turns;
    this.#signal = signal;
  }

  /**
   * Whether the work has run for its slice of time. From the second slice of a request on, that is
   * the shorter the more others wait. Check it after each piece of work.
   */
  get isDue(): boolean {
    const now = performance.now();
    const slice = this.#turnCount === 0 ? this.#turns.sliceMs : this.#turns.sliceOf(this, now);
    return now - this.#since >= slice;
  }

  /** Begins a new slice: bytes have arrived, so that others were served in the meantime. */
  restart(): void {
    this.#since = performance.now();
  }

  /** Notes that a request begins; lets others work first if this one's slice of time is over. */
  async begin(): Promise<void> {
    this.#turns.begin(this);
    this.#turnCount = 0;
    if (this.isDue) await this.yield();
  }

  /** Lets others work, and resolves when it is this connection's turn again. */
  async yield(): Promise<void> {
    await this.#turns.next(this.#turnCount);
    this.#turnCount += 1;
    this.#since = performance.now();
  }

  /**
   * As {@link yield}, for work that is of no use without its client.
   *
   * @throws {AbandonedError} If the client has closed its connection.
   */
  async pause(): Promise<void> {
    await this.yield();
    if (this.#signal.aborted) throw new AbandonedError("The client has closed its connection");
  }

  /** As {@link yield}, but only if others work at this moment; for a request that waited. */
  async wake(): Promise<void> {
    await this.#turns.nextIfBusy();
    this.#since = performance.now();
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
    return await Promise.all(await this.startAll(items, action));
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
