import type { Clock } from "../../async/timer.ts";
import { CloseConnectionError } from "../close_connection_error.ts";
import type { BrokerLimits } from "../limits.ts";
import { AbandonedError } from "./request_work.ts";

/** Large requests and answers leave this part of the budget to smaller ones. */
const reservedPart = 0.25;

/** A holder leaves this many times its bytes to others, up to the reserve. */
const headroom = 16;

/** Options of a budget. */
export interface MemoryBudgetOptions {
  readonly totalBytes: number;
  /** The longest wait for memory. */
  readonly maxWaitMs: number;
  readonly clock: Clock;
}

interface Waiting {
  readonly bytes: number;
  readonly heldBytes: number;
  readonly resolve: (isTaken: boolean) => void;
}

/**
 * Memory that all connections of a broker share.
 *
 * Each holder must leave room for others: 16 times what it holds, but at most a quarter of the
 * budget. So large requests and answers wait first, and small ones still fit. A holder that is the
 * only one can take everything.
 */
export class MemoryBudget {
  readonly #options: MemoryBudgetOptions;
  readonly #reserveBytes: number;
  #usedBytes = 0;
  #peakBytes = 0;
  #waiting: Waiting[] = [];
  #onShortage: () => void = () => {};

  constructor(options: MemoryBudgetOptions) {
    this.#options = options;
    this.#reserveBytes = options.totalBytes * reservedPart;
  }

  get totalBytes(): number {
    return this.#options.totalBytes;
  }

  get usedBytes(): number {
    return this.#usedBytes;
  }

  /** The largest number of bytes in use at once so far. */
  get peakBytes(): number {
    return this.#peakBytes;
  }

  /** How many requests and answers are waiting for memory. */
  get waitingCount(): number {
    return this.#waiting.length;
  }

  /** How many bytes they are waiting for in total. */
  get waitingBytes(): number {
    return this.#waiting.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  /** Sets the action for each wait that begins: it can make others release memory. */
  onShortage(action: () => void): void {
    this.#onShortage = action;
  }

  /**
   * Takes `bytes` if they fit now.
   *
   * @param heldBytes What the caller already holds.
   */
  tryTake(bytes: number, heldBytes: number): boolean {
    if (!this.#fits(bytes, heldBytes)) return false;
    this.charge(bytes);
    return true;
  }

  /** Takes as much as fits now, at most `wanted`; returns the bytes taken, which may be 0. */
  takeUpTo(wanted: number, heldBytes: number): number {
    const free = this.totalBytes - this.#usedBytes;
    const isAlone = this.#usedBytes <= heldBytes;
    const fitting = isAlone
      ? free
      : Math.max((free - headroom * heldBytes) / (1 + headroom), free - this.#reserveBytes);
    const taken = Math.max(0, Math.min(wanted, Math.floor(fitting)));
    this.charge(taken);
    return taken;
  }

  /**
   * Takes `bytes` as soon as they fit. A small wait may end before an earlier, larger one.
   *
   * Resolves with false if the signal aborts or the bytes do not fit in time.
   */
  async take(bytes: number, heldBytes: number, signal: AbortSignal): Promise<boolean> {
    if (signal.aborted) return false;
    if (this.tryTake(bytes, heldBytes)) return true;
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const waiting = { bytes, heldBytes, resolve };
    const giveUp = (): void => {
      this.#waiting = this.#waiting.filter((each) => each !== waiting);
      resolve(false);
    };
    const cancelTimer = this.#options.clock.after(this.#options.maxWaitMs, giveUp);
    signal.addEventListener("abort", giveUp, { once: true });
    this.#waiting.push(waiting);
    this.#onShortage();
    try {
      return await promise;
    } finally {
      cancelTimer();
      signal.removeEventListener("abort", giveUp);
    }
  }

  /**
   * Lets the request that has waited longest use the reserve for small ones. Call it if all holders
   * wait for more memory, so that none releases any.
   */
  favorOldest(): void {
    const [oldest] = this.#waiting;
    if (oldest === undefined || this.#usedBytes + oldest.bytes > this.totalBytes) return;
    this.#waiting.shift();
    this.charge(oldest.bytes);
    oldest.resolve(true);
  }

  /** Counts `bytes` that are already in memory, even if they exceed the budget. */
  charge(bytes: number): void {
    this.#usedBytes += bytes;
    this.#peakBytes = Math.max(this.#peakBytes, this.#usedBytes);
  }

  release(bytes: number): void {
    this.#usedBytes -= bytes;
    if (bytes === 0 || this.#waiting.length === 0) return;
    this.#waiting = this.#waiting.filter((waiting) => {
      if (!this.tryTake(waiting.bytes, waiting.heldBytes)) return true;
      waiting.resolve(true);
      return false;
    });
  }

  #fits(bytes: number, heldBytes: number): boolean {
    // A single holder is never blocked, even if it needs more than the budget.
    if (this.#usedBytes <= heldBytes) return true;
    const left = Math.min(headroom * (bytes + heldBytes), this.#reserveBytes);
    return this.#usedBytes + bytes + left <= this.totalBytes;
  }
}

/**
 * The memory of a broker for requests and answers. There are two budgets, so that arriving requests
 * never block the answers of earlier ones.
 */
export interface MemoryBudgets {
  /** Requests as bytes, including incomplete ones. */
  readonly requests: MemoryBudget;
  /** Decoded requests, and answers until they are written. */
  readonly answers: MemoryBudget;
}

/** Creates the budgets of a broker. */
export function memoryBudgets(limits: BrokerLimits, clock: Clock): MemoryBudgets {
  const maxWaitMs = limits.maxMemoryWaitMs;
  return {
    requests: new MemoryBudget({ totalBytes: limits.maxRequestBytes, maxWaitMs, clock }),
    answers: new MemoryBudget({ totalBytes: limits.maxAnswerBytes, maxWaitMs, clock }),
  };
}

/**
 * The part of a {@link MemoryBudget} that one holder has. The first `freeBytes` are not counted, so
 * that small requests never wait. The number of holders limits these bytes.
 */
export class MemoryLease {
  readonly #budget: MemoryBudget;
  readonly #freeBytes: number;
  #heldBytes = 0;
  /** The part of the held bytes that the budget counts. */
  #countedBytes = 0;

  constructor(budget: MemoryBudget, freeBytes: number) {
    this.#budget = budget;
    this.#freeBytes = freeBytes;
  }

  get heldBytes(): number {
    return this.#heldBytes;
  }

  /** Takes `bytes` if they fit now. */
  tryTake(bytes: number): boolean {
    const counted = this.#toCount(bytes);
    if (counted > 0 && !this.#budget.tryTake(counted, this.#countedBytes)) return false;
    this.#taken(bytes, counted);
    return true;
  }

  /** Takes as much as fits now, at most `wanted`; returns the bytes taken. */
  takeUpTo(wanted: number): number {
    const free = wanted - this.#toCount(wanted);
    const counted = free === wanted ? 0 : this.#budget.takeUpTo(wanted - free, this.#countedBytes);
    this.#taken(free + counted, counted);
    return free + counted;
  }

  /** Takes `bytes` as soon as they fit; false if the signal aborts or they do not fit in time. */
  async take(bytes: number, signal: AbortSignal): Promise<boolean> {
    if (this.tryTake(bytes)) return true;
    const counted = this.#toCount(bytes);
    if (!await this.#budget.take(counted, this.#countedBytes, signal)) return false;
    this.#taken(bytes, counted);
    return true;
  }

  /**
   * As {@link take}, for a request that cannot continue without the memory.
   *
   * @param use The purpose of the memory, for example "its answer".
   * @throws {CloseConnectionError} If the bytes do not fit in time.
   * @throws {AbandonedError} If the signal aborts.
   */
  async need(bytes: number, use: string, signal: AbortSignal): Promise<void> {
    if (this.tryTake(bytes) || await this.take(bytes, signal)) return;
    if (signal.aborted) throw new AbandonedError("The client has closed its connection");
    throw new CloseConnectionError(`there was no memory for ${use}: too much is in flight`);
  }

  /** Sets the held bytes: fewer than before, or more if they are already in memory. */
  resize(bytes: number): void {
    this.#heldBytes = bytes;
    const counted = Math.max(0, bytes - this.#freeBytes);
    const change = counted - this.#countedBytes;
    this.#countedBytes = counted;
    if (change > 0) this.#budget.charge(change);
    else this.#budget.release(-change);
  }

  release(bytes: number): void {
    this.resize(this.#heldBytes - bytes);
  }

  /** How much of further `bytes` the budget has to count. */
  #toCount(bytes: number): number {
    return Math.max(0, this.#heldBytes + bytes - this.#freeBytes - this.#countedBytes);
  }

  /** The holder may have released a part while it waited for the budget. */
  #taken(bytes: number, countedBytes: number): void {
    this.#countedBytes += countedBytes;
    this.resize(this.#heldBytes + bytes);
  }
}
