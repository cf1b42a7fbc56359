import type { CopyFailure } from "./copy_run.ts";

/** Consecutive records of a partition that failed for the same reason. */
interface Run {
  readonly reason: string;
  readonly first: bigint;
  last: bigint;
}

/** Reports records that were not copied: one line for each, or for a range of consecutive ones. */
export class CopyFailures {
  readonly #topic: string;
  readonly #print: (line: string) => void;
  readonly #runs = new Map<number, Run>();

  constructor(topic: string, print: (line: string) => void) {
    this.#topic = topic;
    this.#print = print;
  }

  /** Adds a record. */
  add({ partition, offset, reason }: CopyFailure): void {
    const run = this.#runs.get(partition);
    if (run !== undefined && run.reason === reason && offset === run.last + 1n) {
      run.last = offset;
      return;
    }
    this.#flush(partition);
    this.#runs.set(partition, { reason, first: offset, last: offset });
  }

  /** Prints the ranges that are not printed yet. */
  flush(): void {
    for (const partition of [...this.#runs.keys()]) this.#flush(partition);
  }

  #flush(partition: number): void {
    const run = this.#runs.get(partition);
    if (run === undefined) return;
    this.#runs.delete(partition);
    const { first, last, reason } = run;
    const where = first === last ? `offset ${first}` : `offsets ${first} to ${last}`;
    this.#print(`${JSON.stringify(this.#topic)} partition ${partition} ${where}: ${reason}`);
  }
}
