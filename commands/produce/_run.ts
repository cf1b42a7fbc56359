import { abortable } from "../../lib/async/abortable.ts";
import { delay } from "../../lib/async/delay.ts";
import { Pacer } from "../../lib/async/pacer.ts";
import { resolvesWithin } from "../../lib/async/resolves_within.ts";
import { FailedError, InterruptedError, stopSignalOf } from "../../lib/errors.ts";
import { InputError, type InputRecord } from "../../lib/input/input_record.ts";
import type { LineBlock } from "../../lib/input/line_reader.ts";
import type { LocatedRecord } from "../../lib/input/record_reader.ts";
import type { KafkaClient } from "../../lib/kafka/client.ts";
import type { DeliveryError } from "../../lib/kafka/producer/delivery_error.ts";
import type {
  BlockReceiver,
  PendingBlock,
  PendingRecord,
} from "../../lib/kafka/producer/pending_record.ts";
import { Producer } from "../../lib/kafka/producer/producer.ts";
import type {
  ProducerBlock,
  ProducerOptions,
  ProducerRecord,
} from "../../lib/kafka/producer/producer_options.ts";
import { blockLength } from "../../lib/wire/batches/value_block.ts";
import { FailureReport } from "./_failures.ts";
import type { ProduceInput } from "./_input.ts";

/** What {@link ProduceRun} writes, and how. */
export interface ProduceRequest {
  readonly input: ProduceInput;
  /**
   * Completes a record with the values of the command line.
   *
   * @throws {InputError} If the record cannot be written, for example because it has no topic.
   */
  readonly complete: (record: InputRecord) => ProducerRecord;
  /** Adds what a block of lines does not say. */
  readonly completeBlock: (block: LineBlock) => ProducerBlock;
  readonly producer: ProducerOptions;
  /** Minimum time between two records; 0 for no limit. */
  readonly intervalMs: number;
}

/** The results so far. */
export interface ProduceProgress {
  /** Records that were acknowledged, and the bytes of their keys and values. */
  readonly records: number;
  readonly bytes: number;
  /** Records that were not written. */
  readonly failed: number;
}

/** Receives the results. */
export interface ProduceContext {
  readonly signal: AbortSignal;
  /** Prints one line about records that were not written. */
  readonly warn: (text: string) => void;
  /** Called for each record that was acknowledged, in the order of the acknowledgments. */
  readonly onWritten?: (record: PendingRecord, partition: number, offset: bigint | null) => void;
  /** Waits until the output of `onWritten` is written. */
  readonly drain?: () => Promise<void>;
}

/** How long records in flight may take after an interrupt. */
const interruptTimeoutMs = 5_000;

/**
 * Writes all records of the input. A record that is rejected is reported, and the others continue.
 *
 * After an interrupt, it reads no more input, but still writes the records that it has read.
 */
export class ProduceRun implements BlockReceiver {
  readonly #request: ProduceRequest;
  readonly #context: ProduceContext;
  readonly #failures: FailureReport;
  readonly #pacer: Pacer;
  #records = 0;
  #bytes = 0;
  /** The last record that was read. */
  #lastRead = 0;
  #isAllRead = false;
  /** Whether the rest of the input was not read, because it is not known where a record begins. */
  #isBroken = false;

  constructor(request: ProduceRequest, context: ProduceContext) {
    this.#request = request;
    this.#context = context;
    this.#pacer = new Pacer(request.intervalMs);
    this.#failures = new FailureReport(request.input.unit, context.warn);
  }

  /** The results so far. */
  get progress(): ProduceProgress {
    return { records: this.#records, bytes: this.#bytes, failed: this.#failures.count };
  }

  /**
   * Writes the records; resolves when each is acknowledged.
   *
   * @throws {FailedError} If a record was not written, or the input or the output fails.
   * @throws {InterruptedError} After an interrupt; the message says which input was not read.
   */
  async run(client: KafkaClient): Promise<void> {
    const { signal } = this.#context;
    await using producer = await abortable(Producer.open(client, this.#request.producer), signal);
    let failure: { readonly error: unknown } | null = null;
    try {
      await this.#readAll(producer);
      await abortable(producer.flush(), signal);
    } catch (error) {
      failure = { error };
      await resolvesWithin(producer.flush(), interruptTimeoutMs);
    }
    // Rejects what is still pending.
    await producer[Symbol.asyncDispose]();
    this.#failures.flush();
    if (failure !== null && !signal.aborted) throw this.#broken(failure.error);
    await this.#context.drain?.().catch((error) => {
      throw this.#broken(error);
    });
    if (signal.aborted) throw this.#interrupted();
    if (this.#failures.count > 0) throw this.#failed();
  }

  delivered(record: PendingRecord, partition: number, offset: bigint | null): void {
    this.#records++;
    this.#bytes += (record.key?.byteLength ?? 0) + (record.value?.byteLength ?? 0);
    this.#context.onWritten?.(record, partition, offset);
  }

  deliveredBlock({ spans }: PendingBlock): void {
    this.#records += blockLength({ spans });
    for (let at = 0; at < spans.length; at += 2) this.#bytes += spans[at + 1]! - spans[at]!;
  }

  failed(record: PendingRecord, error: DeliveryError): void {
    this.#failures.add(record.tag, error.message);
  }

  async #readAll(producer: Producer): Promise<void> {
    const { input } = this.#request;
    const { signal } = this.#context;
    while (true) {
      const records = await abortable(input.next(), signal);
      if (records === null) {
        this.#isAllRead = true;
        return;
      }
      if ("spans" in records) this.#writeBlock(producer, records);
      else {
        for (const located of records) {
          const waitMs = this.#pacer.next();
          if (waitMs > 0) await delay(waitMs, signal);
          this.#write(producer, located);
        }
      }
      await abortable(producer.ready(), signal);
      await this.#context.drain?.();
    }
  }

  #writeBlock(producer: Producer, block: LineBlock): void {
    this.#lastRead = block.line + blockLength(block) - 1;
    producer.enqueueBlock(this.#request.completeBlock(block), this, block.line);
  }

  #write(producer: Producer, { line, record }: LocatedRecord): void {
    this.#lastRead = line;
    try {
      if (record instanceof InputError) throw record;
      const complete = this.#request.complete(record);
      producer.enqueue(complete, this, line);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      this.#isBroken ||= !error.isRecoverable;
      this.#failures.add(line, error.message);
    }
  }

  #failed(): FailedError {
    const { count } = this.#failures;
    const total = count + this.#records;
    const rest = this.#isBroken ? `, and ${this.#rest()}` : "";
    return new FailedError(
      `Cannot write ${count} of ${total} record${total === 1 ? "" : "s"}${rest}: see above`,
    );
  }

  /** The error of an input or an output that failed in the middle. */
  #broken(error: unknown): unknown {
    if (error instanceof InputError) {
      const { unit } = this.#request.input;
      const place = this.#lastRead === 0 ? "" : ` after ${unit} ${this.#lastRead}`;
      return new FailedError(`Cannot read the input${place}: ${error.message}`);
    }
    if (!(error instanceof FailedError)) return error;
    const { message, hint, cause } = error;
    const count = this.#records;
    const written = count === 1 ? "1 record is written" : `${count} records are written`;
    const rest = this.#isAllRead ? "" : `, ${this.#rest()}`;
    return new FailedError(`${message}; ${written}${rest}`, {
      cause,
      ...(hint !== undefined && { hint }),
    });
  }

  #interrupted(): InterruptedError {
    const message = `Interrupted after ${this.#records} records: ${this.#rest()}`;
    return new InterruptedError(message, { signal: stopSignalOf(this.#context.signal) });
  }

  /** Which part of the input was not read, as a clause. */
  #rest(): string {
    const { unit } = this.#request.input;
    if (this.#lastRead === 0) return "nothing was read";
    return `the input after ${unit} ${this.#lastRead} was not read`;
  }
}
