/** A range of consecutive records that failed for the same reason. */
interface Run {
  readonly reason: string;
  readonly first: number;
  last: number;
}

/**
 * Reports the records that were not written: one line for each, or for a range of consecutive ones
 * with the same reason.
 */
export class FailureReport {
  readonly #unit: string;
  readonly #print: (text: string) => void;
  #run: Run | null = null;
  #count = 0;

  constructor(unit: string, print: (text: string) => void) {
    this.#unit = unit;
    this.#print = print;
  }

  /** The number of records that failed. */
  get count(): number {
    return this.#count;
  }

  /** Records that record number `number` failed. */
  add(number: number, reason: string): void {
    this.#count++;
    const run = this.#run;
    if (run !== null && run.reason === reason && number === run.last + 1) {
      run.last = number;
      return;
    }
    this.flush();
    this.#run = { reason, first: number, last: number };
  }

  /** Prints the range that is not printed yet. */
  flush(): void {
    if (this.#run === null) return;
    const { reason, first, last } = this.#run;
    const where = first === last ? `${this.#unit} ${first}` : `${this.#unit}s ${first} to ${last}`;
    this.#run = null;
    this.#print(`${where}: ${reason}`);
  }
}
