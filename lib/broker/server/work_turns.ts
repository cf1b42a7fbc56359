import { FairQueue } from "./fair_queue.ts";
import { WorkBurst } from "./work_burst.ts";
import { WorkMeter } from "./work_meter.ts";

/** Who works: a connection, compared by identity. */
export type Worker = object;

/** A turn that was granted. */
export interface Turn {
  /** How long the request may work, in milliseconds. */
  readonly allowedMs: number;
  /** What its connection counts as having used in turns so far, in milliseconds. */
  readonly usedMs: number;
}

interface Waiting {
  readonly worker: Worker;
  readonly resolve: () => void;
}

/** A request works longer at a stretch if no other connection worked for so long. */
const quietMs = 50;
const quietFactor = 8;

/**
 * Divides the broker's one thread among requests.
 *
 * Short requests run at once. Longer ones wait for turns, which go to the connections that used the
 * thread least. A turn lasts one slice of time: a request that needs less passes the rest to the
 * next one. Between two turns all sockets are served. Turns are timers: with `setImmediate` the
 * runtime would check the sockets only every 61st time.
 */
export class WorkTurns {
  /** How long requests may work before the sockets are served, in milliseconds. */
  readonly sliceMs: number;
  /** Measures the work of all connections. */
  readonly meter = new WorkMeter();
  /** Short requests, until the runtime has handled the events that it knows of. */
  readonly #work: WorkBurst;
  /** The work of reads without a turn since the last turn. */
  #readMs = 0;
  readonly #queue = new FairQueue<Waiting>();
  #timer: ReturnType<typeof setTimeout> | null = null;
  /** When the current turn ends. */
  #turnEndsAt = -Infinity;
  /** The worker that has the current turn. */
  #turnOf: Worker | null = null;
  /** The worker that worked last, and when another one did. */
  #latest: { readonly worker: Worker | null; at: number } = { worker: null, at: -Infinity };
  #latestOtherAt = -Infinity;

  constructor(options: { readonly sliceMs: number }) {
    this.sliceMs = options.sliceMs;
    this.#work = new WorkBurst(this.sliceMs, setImmediate);
  }

  /** How many requests are waiting for their turn. */
  get waitingCount(): number {
    return this.#queue.length;
  }

  /**
   * How long `worker` may start to work at the time `now`, in milliseconds; 0 if it has to wait for
   * a turn.
   *
   * @param state.leftMs The rest of its allowance.
   * @param state.isShort Whether its request before was short.
   */
  startMs(
    worker: Worker,
    { leftMs, isShort }: { readonly leftMs: number; readonly isShort: boolean },
    now: number,
  ): number {
    this.#note(worker, now);
    if (this.#isAlone(now)) return quietFactor * this.sliceMs;
    if (leftMs <= 0) return 0;
    return Math.min(leftMs, this.#work.allowedMs(isShort));
  }

  /**
   * Whether `worker` may read a portion of a large request without a turn. After a slice of reads
   * it may not: the runtime checks all sockets before a turn, but not while sockets that have more
   * bytes keep it busy.
   */
  mayRead(worker: Worker, now: number): boolean {
    this.#note(worker, now);
    return this.#isAlone(now) || this.#readMs < this.sliceMs;
  }

  /**
   * Resolves when it is the turn of `worker`.
   *
   * @param usedMs How long its connection has worked in turns so far.
   */
  async next(worker: Worker, usedMs: number): Promise<Turn> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const countedMs = this.#queue.add({ worker, resolve }, usedMs);
    this.#timer ??= setTimeout(() => this.#run(), 0);
    await promise;
    const now = performance.now();
    this.#note(worker, now);
    const allowedMs = this.#isAlone(now) ? quietFactor * this.sliceMs : this.#turnEndsAt - now;
    return { allowedMs, usedMs: countedMs };
  }

  /** Counts a stretch of work without a turn. */
  addWork(workedMs: number): void {
    this.#work.add(workedMs);
  }

  /** Counts a portion that was read without a turn, as so many milliseconds of work. */
  addRead(workedMs: number): void {
    this.#readMs += workedMs;
  }

  /** Passes the rest of the turn of `worker` to the next request. */
  end(worker: Worker, now: number): void {
    if (this.#turnOf !== worker) return;
    this.#turnOf = null;
    if (now < this.#turnEndsAt) this.#resumeNext();
  }

  #note(worker: Worker, now: number): void {
    if (this.#latest.worker !== worker) {
      this.#latestOtherAt = this.#latest.at;
      this.#latest = { worker, at: now };
    }
    this.#latest.at = now;
  }

  /** Whether no worker but the latest one works or waits. */
  #isAlone(now: number): boolean {
    return this.#queue.length === 0 && now - this.#latestOtherAt > quietMs;
  }

  #run(): void {
    this.#timer = null;
    this.#turnEndsAt = performance.now() + this.sliceMs;
    this.#readMs = 0;
    this.#resumeNext();
    if (this.#queue.length > 0) this.#timer ??= setTimeout(() => this.#run(), 0);
  }

  #resumeNext(): void {
    const next = this.#queue.take();
    this.#turnOf = next?.worker ?? null;
    next?.resolve();
    if (this.#queue.length > 0 || this.#timer === null) return;
    clearTimeout(this.#timer);
    this.#timer = null;
  }
}
