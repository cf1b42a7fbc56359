import type { BrokerServices } from "../services.ts";
import type { ServerConnection } from "./connection.ts";
import type { MemoryBudgets } from "./memory_budget.ts";

const kinds = ["requests", "answers"] as const;

/** How often connections are checked for being idle or incomplete. */
const sweepMs = 1_000;

/** How often they are checked while requests or answers wait for memory. */
const shortageSweepMs = 100;

/** If a check is so late, this process was suspended, and the clients may not be slow. */
const maxLagMs = 2_000;

/**
 * The open connections of a broker. Closes those that are idle or incomplete for too long, and
 * makes room for others when connections or memory run out.
 */
export class ConnectionTable {
  readonly #services: BrokerServices;
  readonly #onCount: (count: number) => void;
  /** The oldest connection first. */
  readonly #all = new Set<ServerConnection>();
  #sweep: { readonly cancel: () => void; readonly at: number } | null = null;

  /** @param onCount Called with the number of connections whenever that changes. */
  constructor(services: BrokerServices, onCount: (count: number) => void) {
    this.#services = services;
    this.#onCount = onCount;
    for (const kind of kinds) {
      services.memory[kind].onShortage(() => this.#sweepIn(shortageSweepMs));
    }
  }

  get count(): number {
    return this.#all.size;
  }

  /**
   * Returns whether there is room for one more connection. If necessary, it makes room by closing
   * the oldest one that has not sent a complete request or is being closed.
   */
  makeRoom(): boolean {
    if (this.#services.limitWatch.allows("maxConnections", this.#all.size + 1)) return true;
    return this.closeDispensable();
  }

  /** Closes the oldest dispensable connection; returns false if there is none. */
  closeDispensable(): boolean {
    for (const connection of this.#all) {
      if (!connection.isDispensable) continue;
      this.#remove(connection);
      connection.destroy();
      return true;
    }
    return false;
  }

  /** Adds a connection; the table removes it when it is closed. */
  add(connection: ServerConnection): void {
    this.#all.add(connection);
    this.#onCount(this.#all.size);
    this.#sweepIn(sweepMs);
    void connection.closed.then(() => this.#remove(connection));
  }

  /** Closes all connections at once; resolves when none of their requests runs. */
  async closeAll(): Promise<void> {
    this.#sweep?.cancel();
    const all = [...this.#all];
    for (const connection of all) connection.destroy();
    await Promise.all(all.map(({ closed }) => closed));
  }

  #remove(connection: ServerConnection): void {
    if (this.#all.delete(connection)) this.#onCount(this.#all.size);
  }

  /** Checks all connections in `delayMs`, unless an earlier check is scheduled. */
  #sweepIn(delayMs: number): void {
    const { clock } = this.#services;
    const at = clock.now() + delayMs;
    if (this.#sweep !== null && this.#sweep.at <= at) return;
    this.#sweep?.cancel();
    this.#sweep = { at, cancel: clock.after(delayMs, () => this.#check()) };
  }

  #check(): void {
    const { clock, memory } = this.#services;
    const now = clock.now();
    const isLate = now - this.#sweep!.at > maxLagMs;
    this.#sweep = null;
    // The sockets may hold unread bytes from the clients.
    if (isLate) return this.#sweepIn(sweepMs);
    for (const connection of this.#all) connection.closeIfOverdue(now);
    const scarce = kinds.filter((kind) => memory[kind].waitingCount > 0);
    for (const kind of scarce) this.#relieve(kind, now);
    if (this.#all.size > 0) this.#sweepIn(scarce.length > 0 ? shortageSweepMs : sweepMs);
  }

  /** Closes stalled connections until enough memory is free; those that hold most first. */
  #relieve(kind: keyof MemoryBudgets, now: number): void {
    const stalled = [...this.#all]
      .map((connection) => ({ connection, bytes: connection.stalledBytes(now)[kind] }))
      .filter(({ bytes }) => bytes > 0)
      .sort((left, right) => right.bytes - left.bytes);
    const budget = this.#services.memory[kind];
    if (stalled.length === 0) return budget.favorOldest();
    let neededBytes = budget.waitingBytes;
    for (const { connection, bytes } of stalled) {
      if (neededBytes <= 0) return;
      neededBytes -= bytes;
      connection.closeStalled(kind);
    }
  }
}
