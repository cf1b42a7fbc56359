import type { DeliveryError } from "../kafka/producer/delivery_error.ts";
import type {
  BlockReceiver,
  DeliveryReceiver,
  PendingRecord,
} from "../kafka/producer/pending_record.ts";
import type { BlockPlaces } from "./block_builder.ts";

/** Receives the results of the records of one partition. */
export interface FlightEvents {
  /** Records are acknowledged; `bytes` are those of their keys and values. */
  copied(records: number, bytes: number): void;
  /**
   * A record was not written.
   *
   * @returns Whether it counts as handled, so that the position may pass it.
   */
  failed(
    error: DeliveryError,
    record: { readonly partition: number; readonly offset: bigint },
  ): boolean;
}

/** The range of a partition to copy. */
export interface CopyRange {
  readonly partition: number;
  readonly start: bigint;
  readonly stop: bigint;
}

/**
 * How far one partition is copied: every record before {@link offset} is acknowledged, has failed,
 * or is not selected. Pending records are counted in flights, ranges of offsets that settle in any
 * order.
 */
export class CopyPosition {
  readonly partition: number;
  readonly start: bigint;
  readonly stop: bigint;
  readonly #events: FlightEvents;
  readonly #flights: Flight[] = [];
  #offset: bigint;
  #read: bigint;

  constructor({ partition, start, stop }: CopyRange, events: FlightEvents) {
    this.partition = partition;
    this.start = start;
    this.stop = stop;
    this.#events = events;
    this.#offset = start;
    this.#read = start;
  }

  /** The offset to continue at. */
  get offset(): bigint {
    return this.#offset;
  }

  /** The offset before which all records are read. */
  get read(): bigint {
    return this.#read;
  }

  /** Starts a flight for the next records, in a batch that starts at `base`. */
  open(base: bigint): Flight {
    const flight = new Flight(this.partition, base, this.#events, () => this.#settle());
    this.#flights.push(flight);
    return flight;
  }

  /** Notes that all records before `offset` are read, and closes the open flight. */
  close(offset: bigint): void {
    if (offset > this.#read) this.#read = offset;
    const flight = this.#flights.at(-1);
    if (flight === undefined) this.#offset = this.#read;
    else if (!flight.isClosed) flight.close(this.#read);
    else flight.end = this.#read;
    this.#settle();
  }

  #settle(): void {
    const flights = this.#flights;
    let settled = 0;
    while (settled < flights.length && flights[settled]!.isSettled) {
      this.#offset = flights[settled++]!.end;
    }
    if (settled > 0) flights.splice(0, settled);
  }
}

/** Pending records, of consecutive offsets in one batch of the source. */
export class Flight implements DeliveryReceiver {
  /** The offset after its last record, once it is closed. */
  end = -1n;
  readonly #partition: number;
  readonly #base: bigint;
  readonly #events: FlightEvents;
  readonly #onSettled: () => void;
  #pending = 0;
  #isClosed = false;

  constructor(partition: number, base: bigint, events: FlightEvents, onSettled: () => void) {
    this.#partition = partition;
    this.#base = base;
    this.#events = events;
    this.#onSettled = onSettled;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Whether every record of it is handled, and no more will be added. */
  get isSettled(): boolean {
    return this.#isClosed && this.#pending === 0;
  }

  /** Counts a record that is about to be sent; its tag is its offset in the batch. */
  add(): void {
    this.#pending++;
  }

  /** Counts records that are about to be sent as a block with tag 0; returns its receiver. */
  addBlock({ offsetDeltas, payloadBytes }: BlockPlaces): BlockReceiver {
    this.#pending += offsetDeltas.length;
    return {
      delivered: (record) => this.delivered(record),
      failed: (record, error) => this.failed({ tag: offsetDeltas[record.tag]! }, error),
      deliveredBlock: () => {
        this.#events.copied(offsetDeltas.length, payloadBytes);
        this.#done(offsetDeltas.length);
      },
    };
  }

  /** Counts a record that is not sent as copied. */
  count({ key, value }: Pick<PendingRecord, "key" | "value">): void {
    this.#events.copied(1, (key?.byteLength ?? 0) + (value?.byteLength ?? 0));
  }

  close(end: bigint): void {
    this.end = end;
    this.#isClosed = true;
  }

  delivered(record: Pick<PendingRecord, "key" | "value">): void {
    this.count(record);
    this.#done(1);
  }

  failed({ tag }: Pick<PendingRecord, "tag">, error: DeliveryError): void {
    const offset = this.#base + BigInt(tag);
    if (this.#events.failed(error, { partition: this.#partition, offset })) this.#done(1);
  }

  #done(count: number): void {
    this.#pending -= count;
    if (this.isSettled) this.#onSettled();
  }
}
